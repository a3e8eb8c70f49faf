/** One comparison of the sample, step by step from its records to its verdicts: the example of the method page. */
import { variance } from '../numbers/mean.ts'
import { studentT } from '../numbers/student-t.ts'
import { isNotMeasured } from '../results/measured.ts'
import { headlinesOf, type Clock } from '../stats/metrics.ts'
import { marginOf } from '../stats/compare.ts'
import { SINGLE_CONFIDENCE } from '../stats/estimate.ts'
import { measurementsOf } from '../stats/measurements.ts'
import { pairedEstimate, pairsOf } from '../stats/paired.ts'
import { noiseFrom } from '../stats/twins.ts'
import { usedRounds } from '../stats/used-rounds.ts'
import { barOf, noiseAt } from '../stats/verdict.ts'
import { table } from './generated-block.ts'
import type { StudyRun } from './studies/study-run.ts'

/** The pair of the example. */
const EXAMPLE = { arm: 'ebpf', baseline: 'kube-proxy-iptables' } as const

/** The metrics by which the two clocks answer. */
const METRICS = { hop: 'transport', user: 'p50' } as const

/** µs with a true minus. */
const us = (value: number, digits: number): string =>
  `${value < 0 ? '−' : ''}${Math.abs(value).toFixed(digits)}`

const range = ({ low, high }: { low: number; high: number }, digits: number): string =>
  `[${us(low, digits)}, ${us(high, digits)}]`

/** Both tables of the example: the values of each bring-up, and the steps from there. */
export function workedExample(study: StudyRun): string {
  const { run, journal, samplesOf } = study
  const [load] = run.loads
  const measurements = measurementsOf(usedRounds(run, journal, load!.name), journal, samplesOf)
  const shared = { study, measurements, family: run.comparisons.length * headlinesOf(journal).length }
  return [
    `Pair \`${EXAMPLE.arm}\` − \`${EXAMPLE.baseline}\` under the load \`${load!.name}\` of [results/sample](../results/sample). Transport of a hop by the hop clock, in µs:`,
    bringUpTable(shared),
    stepTable(shared),
  ].join('\n\n')
}

interface Shared {
  study: StudyRun
  measurements: ReturnType<typeof measurementsOf>
  /** Number of comparisons that share the error. */
  family: number
}

/** The windows and the mean of both arms in each bring-up, and the difference. */
function bringUpTable({ measurements }: Shared): string {
  const { arm, baseline } = pairsOf(measurements, EXAMPLE, METRICS.hop)!
  const [own, other] = windowsOfBoth(measurements)
  return table(
    [
      'bring-up',
      `\`${EXAMPLE.arm}\`: windows`,
      'mean',
      `\`${EXAMPLE.baseline}\`: windows`,
      'mean',
      'difference',
    ],
    own.map(([bringUp, windows], index) => [
      `${bringUp + 1}`,
      windows,
      us(arm[index]!, 2),
      other[index]![1],
      us(baseline[index]!, 2),
      us(arm[index]! - baseline[index]!, 2),
    ]),
  )
}

/** The figures of an arm's windows in each bring-up, as text. */
type Windows = [bringUp: number, figures: string][]

/** For each of the two arms, its windows in the rounds that both have: bring-up and figures, in order. */
function windowsOfBoth(measurements: Shared['measurements']): [own: Windows, other: Windows] {
  const windowsOf = (name: string) =>
    (measurements.get(name) ?? []).flatMap(({ trial: { bringUp, round }, hops }) =>
      isNotMeasured(hops) ? [] : [{ bringUp, round, us: hops.transportPerHop.mean }],
    )
  const [own, other] = [windowsOf(EXAMPLE.arm), windowsOf(EXAMPLE.baseline)]
  const sharedWith = (one: typeof own, another: typeof own): Windows => {
    const rounds = new Set(another.map(({ round }) => round))
    const shared = one.filter(({ round }) => rounds.has(round))
    return [...Map.groupBy(shared, ({ bringUp }) => bringUp)].map(([bringUp, group]) => [
      bringUp,
      group.map((window) => us(window.us, 2)).join(', '),
    ])
  }
  return [sharedWith(own, other), sharedWith(other, own)]
}

/** Mean, standard error, t, interval, bar, margin and verdict, by each clock. */
function stepTable(shared: Shared): string {
  const columns = (['hop', 'user'] as const).map((clock) => stepsOf(shared, clock))
  const titles = ['', 'transport of a hop, hop clock', 'p50 of a page, user clock']
  return table(
    titles,
    columns[0]!.map(([name], row) => [name, ...columns.map((steps) => steps[row]![1])]),
  )
}

function stepsOf(
  { study: { run, analysis }, measurements, family }: Shared,
  clock: Clock,
): [name: string, figure: string][] {
  const metric = METRICS[clock]
  const digits = clock === 'hop' ? 2 : 0
  const found = analysis.comparisons.find(
    (one) =>
      one.arm === EXAMPLE.arm &&
      one.baseline === EXAMPLE.baseline &&
      one.metric === metric &&
      one.load === run.loads[0]!.name,
  )!
  const { values, middle, interval } = found.difference
  const error = Math.sqrt(variance(values) / values.length)
  const t = studentT(interval!.confidence, values.length - 1)
  const baseline = run.arms.find(({ role }) => role === 'baseline')!.name
  const twins = run.arms
    .filter(({ role }) => role === 'twin')
    .map((twin) => ({
      twin,
      aa: pairedEstimate(pairsOf(measurements, { arm: twin.name, baseline }, metric)!, SINGLE_CONFIDENCE),
    }))
  const levels = pairedEstimate(pairsOf(measurements, EXAMPLE, metric)!, SINGLE_CONFIDENCE)!.levels
  const noiseExtent = noiseAt(noiseFrom(twins, clock)!, metric, levels)
  const margin = marginOf({ run, measurements }, metric)
  return [
    ['bring-ups, n', `${values.length}`],
    ['mean of the differences', `${us(middle, digits)} µs`],
    ['standard error: their standard deviation ÷ √n', `${us(error, digits)} µs`],
    ['comparisons that share the error of 5 %: pairs × clocks', `${family}`],
    ['confidence of each', `${(interval!.confidence * 100).toFixed(2)} %`],
    ['t for n − 1 degrees of freedom', t.toFixed(2)],
    ['half of the interval: t × standard error', `${us(t * error, digits)} µs`],
    ['interval', `${range(interval!, digits)} µs`],
    ['same arm twice, at 95 %', `${range(twins[0]!.aa!.difference.interval!, digits)} µs`],
    ['margin', `±${us(margin, digits)} µs`],
    ['a direction has to clear', `${us(barOf({ metric, margin, noiseExtent }), digits)} µs`],
    ['verdict', `_${found.verdict}_`],
  ]
}
