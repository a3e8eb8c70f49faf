/** `calibrate`: tries the instrument on effects of known size, each in an arm of its own, and says which it finds. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { CalibrateFlags } from '../cli/command-line.ts'
import { EXIT, type ExitCode } from '../errors.ts'
import { loadPrices } from '../prices/load-prices.ts'
import { providers } from '../providers/index.ts'
import { renderPlanted } from '../report/planted-terminal.ts'
import { nameArms, plantedArm } from '../scenario/arms.ts'
import { DEFAULT_SCENARIO, findScenario } from '../scenario/find-scenario.ts'
import { loadScenario } from '../scenario/load-scenario.ts'
import { allEffects } from '../scenario/planted.ts'
import { loadSchema } from '../scenario/schema.ts'
import type { Analysis } from '../stats/analysis.ts'
import { bench } from './bench.ts'
import { withPage } from './outcome.ts'
import type { RunOptions } from './resolve-run.ts'

/** As long as the time from pause to pause, so that each window has one; 400 pages, of which two lose a packet. */
const WINDOW = '2s'
const PAGES_PER_SECOND = 200

/** The options of a calibration: the topology of the default scenario, the baseline twice, and an arm for each effect. */
export function calibrationOptions(flags: CalibrateFlags): RunOptions {
  const provider = providers.find(({ notPlanted }) => notPlanted === undefined)
  if (!provider) throw new Error('no provider can plant effects')
  const known = { provider: provider.name, here: provider.datapaths, elsewhere: [] }
  const written = loadScenario(findScenario(DEFAULT_SCENARIO), known)
  const effects = allEffects(written.topology)
  return {
    scenario: {
      ...written,
      name: 'calibrate',
      description:
        'Does the instrument find effects of known size, each where it was planted and nowhere else?',
      loads: [loadSchema.parse({ pagesPerSecond: PAGES_PER_SECOND, measure: WINDOW })],
      arms: [...nameArms([], known.here), ...effects.map((effect) => plantedArm(effect.kind, [effect]))],
      rounds: flags.rounds ?? written.rounds,
      capacity: false,
    },
    provider,
    configured: provider.configure({}, { folder: flags.folder, datapaths: known }),
    quick: false,
    leftOut: [],
    loadsLeftOut: [],
    policies: null,
    seed: flags.seed ?? randomBytes(4).toString('hex'),
    resultsDir: join(flags.out, 'results'),
    reportsDir: join(flags.out, 'reports'),
    prices: loadPrices(),
    json: flags.json,
  }
}

/** Runs the calibration. @throws BenchError when the run fails */
export const calibrate = (flags: CalibrateFlags): Promise<ExitCode> =>
  bench(calibrationOptions(flags), {
    exitCodeOf: ({ analysis }) => outcomeOf(analysis),
    // Nothing is compared, so that the table of planted effects is all there is to say.
    render: ({ analysis }, page) => withPage(renderPlanted(analysis.planted), page),
  })

/** 0: every effect was found. 11: some could not be told. 13: the instrument missed one. */
export function outcomeOf({ planted }: Pick<Analysis, 'planted'>): ExitCode {
  if (planted.verdict === 'missed') return EXIT.missed
  const isAllFound = planted.arms.every(({ effects }) =>
    effects.every(({ outcome }) => outcome.verdict === 'found'),
  )
  return planted.verdict === 'passed' && isAllFound ? EXIT.ok : EXIT.inconclusive
}
