/** What a run resolves between its pairs of arms, on a quiet machine and with a neighbour. */
import { baselineOf } from '../../results/record.ts'
import { SINGLE_CONFIDENCE } from '../../stats/estimate.ts'
import type { Metric } from '../../stats/metrics.ts'
import { tHalfWidth } from '../../stats/t-interval.ts'
import { table } from '../generated-block.ts'
import { requireOneMachine } from '../machines.ts'
import { plusMinus, type StudyRun } from './study-run.ts'
import { mean } from '../../numbers/mean.ts'

const METRICS = ['p50', 'transport', 'transportP10'] as const
const DIGITS = { p50: 0, transport: 1, transportP10: 1 } as const

/** Differences a hop with half of their 95 % intervals, a column for each clock and run. */
export function halfWidthsTable(runs: readonly { name: string; study: StudyRun }[]): string {
  requireOneMachine(runs.map(({ study }) => study.run))
  const first = runs[0]!.study
  const twin = first.run.arms.find(({ role }) => role === 'twin')!.name
  const pairs = [{ arm: twin, against: baselineOf(first.run).name }, ...first.run.comparisons]
  return table(
    [
      'pair',
      ...runs.flatMap(({ name }) => [
        `${name}: user clock, p50`,
        'hop clock, mean transport',
        'hop clock, p10 of transport',
      ]),
    ],
    pairs.map(({ arm, against }) => [
      `${arm} − ${against}`,
      ...runs.flatMap(({ study }) => METRICS.map((metric) => cell(study, arm, against, metric))),
    ]),
  )
}

function cell({ run, analysis }: StudyRun, arm: string, against: string, metric: Metric): string {
  const isPair = (one: { arm: string; metric: Metric }) => one.arm === arm && one.metric === metric
  const difference =
    analysis.comparisons.find((one) => isPair(one) && one.baseline === against)?.difference ??
    analysis.twins.find(isPair)?.difference
  if (!difference) return 'no figure'
  const hops = metric === 'p50' ? run.scenario.hopsPerPage : 1
  const values = difference.values.map((us) => us / hops)
  return plusMinus(
    mean(values),
    tHalfWidth(values, SINGLE_CONFIDENCE),
    DIGITS[metric as keyof typeof DIGITS],
    'µs',
  )
}
