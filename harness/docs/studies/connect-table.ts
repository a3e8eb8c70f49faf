/** What opening a connection costs with few and with many services, by both clocks. */
import type { Metric } from '../../stats/metrics.ts'
import { SINGLE_CONFIDENCE } from '../../stats/estimate.ts'
import { tHalfWidth } from '../../stats/t-interval.ts'
import { table } from '../generated-block.ts'
import type { StudyRun } from './study-run.ts'

/** Own figures of each arm, with half of their 95 % intervals. */
export function connectTable({ analysis }: StudyRun): string {
  const arms = analysis.arms.filter(({ load }) => load === 'new-connections')
  const cell = (levels: (typeof arms)[number]['levels'], metric: Metric): string => {
    const level = levels[metric]
    return level
      ? `${level.middle.toFixed(1)} ± ${tHalfWidth(level.values, SINGLE_CONFIDENCE).toFixed(1)} µs`
      : 'no figure'
  }
  return table(
    ['arm', 'connect by the user clock, p50', 'connect by the hop clock, mean'],
    arms.map(({ arm, levels }) => [arm, cell(levels, 'connect'), cell(levels, 'clockedConnect')]),
  )
}
