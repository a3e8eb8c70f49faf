/** From flags to what will be run: the scenario with its arms, the provider, the seed. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { RunFlags } from '../cli.ts'
import { didYouMean } from '../did-you-mean.ts'
import { UsageError } from '../errors.ts'
import { providers } from '../providers/index.ts'
import type { Provider } from '../providers/provider.ts'
import { armsOf } from '../scenario/arms.ts'
import { DEFAULT_SCENARIO, findScenario } from '../scenario/find-scenario.ts'
import { loadScenario } from '../scenario/load-scenario.ts'
import { quickScenario } from '../scenario/quick.ts'
import type { Scenario } from '../scenario/schema.ts'

export interface RunOptions {
  scenario: Scenario
  provider: Provider
  quick: boolean
  seed: string
  resultsDir: string
  reportsDir: string
  json: boolean
}

/** @throws UsageError for an unknown provider, datapath or scenario, and for whatever is wrong in its file. */
export function resolveRun(flags: RunFlags): RunOptions {
  const provider = providers.find(({ name }) => name === flags.provider)
  if (!provider) {
    const names = providers.map(({ name }) => name)
    throw new UsageError(
      `there is no provider called ${flags.provider}${didYouMean(flags.provider, names)}`,
      `known are ${names.join(', ')}`,
    )
  }
  const known = provider.datapaths.map(({ name }) => name)
  const written = loadScenario(findScenario(flags.scenario ?? DEFAULT_SCENARIO), known)
  const chosen = flags.datapaths
    ? { ...written, arms: armsOf(checkedNames(flags.datapaths, known)) }
    : written
  const scenario = flags.quick ? quickScenario(chosen, flags.datapaths !== undefined) : chosen
  return {
    scenario: { ...scenario, rounds: flags.rounds ?? scenario.rounds },
    provider,
    quick: flags.quick,
    seed: flags.seed ?? randomBytes(4).toString('hex'),
    resultsDir: join(flags.out, 'results'),
    reportsDir: join(flags.out, 'reports'),
    json: flags.json,
  }
}

function checkedNames(names: string[], known: string[]): string[] {
  for (const name of names) {
    if (known.includes(name)) continue
    throw new UsageError(
      `there is no datapath called ${name}${didYouMean(name, known)}`,
      `--datapaths takes names with commas between: ${known.join(',')}`,
    )
  }
  return [...new Set(names)]
}
