/** Parts of a page by the hop clock, of an emulation and of the real product side by side. */
import type { Calibration, CalibrationMetric, CalibrationRow } from '../results/calibration.ts'
import { isNotMeasured } from '../results/measured.ts'
import { baselineOf, type RunRecord } from '../results/record.ts'
import { mean } from '../numbers/mean.ts'
import type { ArmClock, ClockedHop } from './analysis.ts'
import type { CalibrationInput, Sides } from './calibration-ground.ts'
import { absent, compared, meanSide, type Side } from './calibration-ratio.ts'
import { both, keyOf, summaryOf, type Pair } from './calibration-rows.ts'
import { hasHopClock } from './measurements.ts'

type Load = RunRecord['loads'][number]

/** Why a run has no figures of the hop clock at all; null where it has some. */
export function clockAbsence({
  run,
  journal,
  analysis,
}: CalibrationInput): NonNullable<Calibration['clock']>['real'] {
  if (hasHopClock(journal)) return null
  const clock = summaryOf({ analysis }, baselineOf(run).name, run.loads[0]?.name ?? '')?.clock
  return clock && isNotMeasured(clock) ? clock : { notMeasured: 'this run has no readings of the hop clock' }
}

/** What a hop through two proxies is made of, in the order of the request; both loopbacks are one row, for they are the same thing twice. */
const PIECES: readonly [CalibrationMetric, readonly (keyof NonNullable<ClockedHop['proxied']>)[]][] = [
  ['loopback', ['callerLoopback', 'calleeLoopback']],
  ['caller proxy', ['callerProxy']],
  ['wire', ['wire']],
  ['callee proxy', ['calleeProxy']],
]

/**
 * Rows of an arm's own parts: transport of a ground, the pieces of a hop where it goes through proxies, and the time of the services.
 * No row where a run has no hop clock. What an arm adds to transport is with the other costs (`armRows`).
 */
export function partRows(
  sides: Sides<CalibrationInput>,
  pair: Pair,
  load: Load,
  isGround: boolean,
): CalibrationRow[] {
  if (clockAbsence(sides.model) !== null || clockAbsence(sides.real) !== null) return []
  const row = (
    metric: CalibrationMetric,
    unit: 'µs a hop' | 'µs a page',
    of: (clock: ArmClock, run: RunRecord) => readonly number[] | string,
  ): CalibrationRow => {
    const [model, real] = both(sides, pair, (input, { arm }) => partSide(input, arm.name, load.name, of))
    return { ...keyOf(pair, load), metric, unit, ...compared(model, real) }
  }
  return [
    ...(isGround ? [row('transport', 'µs a hop', (clock) => clock.transportPerHop.meanUs.values)] : []),
    ...(both(sides, pair, (input, { arm }) => hasProxies(input, arm.name, load.name)).some((has) => has)
      ? PIECES.map(([metric, keys]) => row(metric, 'µs a hop', (clock) => pieceOf(clock, keys)))
      : []),
    row('app time', 'µs a page', ({ appPerHop }, { scenario }) =>
      appPerHop.meanUs.values.map((us) => us * scenario.hopsPerPage),
    ),
  ]
}

function hasProxies({ analysis }: CalibrationInput, arm: string, load: string): boolean {
  const clock = summaryOf({ analysis }, arm, load)?.clock
  return clock !== undefined && !isNotMeasured(clock) && clock.hops.some(({ proxied }) => proxied !== null)
}

/** @param of the values over bring-ups, or why there are none */
function partSide(
  { run, analysis }: CalibrationInput,
  arm: string,
  load: string,
  of: (clock: ArmClock, run: RunRecord) => readonly number[] | string,
): Side {
  const clock = summaryOf({ analysis }, arm, load)?.clock
  if (clock === undefined) return absent(`no usable round of ${arm}`)
  if (isNotMeasured(clock)) return absent(`${arm}: ${clock.notMeasured}`)
  const withheld = analysis.comparisons.find(
    (one) => one.arm === arm && one.load === load && one.metric === 'transport' && one.verdict === 'withheld',
  )
  if (withheld) return absent(`${arm} is withheld: ${withheld.reason ?? 'no reason known'}`)
  const values = of(clock, run)
  return typeof values === 'string' ? absent(`${arm}: ${values}`) : meanSide(values)
}

/** Means over the calls of a page, one for each bring-up: the first call, which costs more, has the same weight in each. */
function pieceOf(
  { hops }: ArmClock,
  keys: readonly (keyof NonNullable<ClockedHop['proxied']>)[],
): readonly number[] | string {
  const calls = hops.map(({ proxied }) => proxied && keys.map((key) => proxied[key].meanUs.values))
  if (!calls.every((call) => call !== null)) return 'no proxies on the way of some calls'
  const bringUps = calls[0]![0]!.length
  if (calls.flat().some(({ length }) => length !== bringUps))
    return 'its calls were told apart in different bring-ups'
  return Array.from({ length: bringUps }, (_, index) =>
    mean(calls.map((call) => call.reduce((sum, values) => sum + values[index]!, 0))),
  )
}
