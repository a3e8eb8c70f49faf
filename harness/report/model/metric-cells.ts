/** Cells of the metrics by which arms are compared: the baseline's own figure, and the difference of every other arm. */
import { isNotMeasured } from '../../results/measured.ts'
import type { Comparison } from '../../stats/analysis.ts'
import { definitionOf, type Metric, type MetricUnit } from '../../stats/metrics.ts'
import { barNotCleared } from './bar-not-cleared.ts'
import { uncompared, type LoadView } from './load-view.ts'
import { standalone, estimated, word, type Cell, type Unit } from './quantity.ts'
import type { Row } from './row.ts'

const UNIT_OF: Record<MetricUnit, Unit> = {
  µs: 'µs',
  'µs a hop': 'fine µs a hop',
  'CPU-s per 1000 pages': 'CPU-s',
}

/** The cell of one metric in one row; CPU has its ratio beside it. */
export function metricCell(row: Row, view: LoadView, metric: Metric): Cell {
  const unit = UNIT_OF[definitionOf(metric).unit]
  if (row.kind === 'baseline') {
    const own = view.summary(row.arm)?.levels[metric]
    return own ? standalone(unit, own) : word('not measured', whyLacking(row, view, metric))
  }
  if (row.kind === 'twin') {
    const twin = view.twinDifference(row.arm, metric)
    return twin
      ? standalone(unit, twin.difference, { isDifference: true, remark: 'noise' })
      : word('not measured', whyLacking(row, view, metric))
  }
  const comparison = view.comparison(row.arm, metric, row.other)
  if (!comparison) return word('not measured', whyLacking(row, view, metric))
  if (comparison.verdict === 'withheld') return word('withheld')
  return estimated(unit, comparison.difference, view.confidence, {
    isDifference: true,
    verdict: comparison.verdict,
    remark: barNotCleared(row, view, metric, unit),
    beside: ratioOf(row, comparison, view),
  })
}

/** The cost of a hop: the headline figure of the report. */
export function perHopCell(row: Row, view: LoadView): Cell {
  if (row.kind === 'baseline') return word('baseline')
  if (row.kind === 'twin') {
    const perHop = view.twinDifference(row.arm, 'p50')?.perHop
    return perHop
      ? standalone('µs a hop', perHop, { isDifference: true, remark: 'noise' })
      : word('not measured')
  }
  const comparison = view.comparison(row.arm, 'p50', row.other)
  if (!comparison?.perHop) return word('not measured', uncompared(view, row.arm))
  if (comparison.verdict === 'withheld') return word('withheld')
  return estimated('µs a hop', comparison.perHop, view.confidence, {
    isDifference: true,
    verdict: comparison.verdict,
    remark: barNotCleared(row, view, 'p50', 'µs a hop', view.hops),
  })
}

/**
 * Latencies are shown as differences; CPU is shown as a ratio as well. The ratio is that of the two levels, so that whoever
 * divides the printed figures gets the printed ratio. Its interval is that of the ratios within bring-ups; it is left out where
 * it does not hold the ratio, which can be if the arms lost different rounds.
 */
function ratioOf({ kind, arm, other }: Row, { metric, ratio }: Comparison, view: LoadView): Cell[] {
  if (definitionOf(metric).clock !== null || !ratio) return []
  const cell = estimated('times', ratio, view.confidence)
  const [own, against] = [view.level(arm, metric), view.level(other, metric)]
  if (kind !== 'treatment' || own === null || against === null || against <= 0) return [cell]
  const value = own / against
  const { interval } = ratio
  const isOutside = interval !== null && (value < interval.low || value > interval.high)
  return [{ ...cell, value, interval: isOutside ? null : cell.interval }]
}

function whyLacking({ arm }: Row, view: LoadView, metric: Metric): string | null {
  const { figure } = definitionOf(metric)
  if ('share' in figure) return `needs ${figure.fewestPages} samples, in raw files that are whole`
  if (metric === 'mean' || metric === 'p10') return 'needs raw files that are whole'
  const cpu = view.summary(arm)?.cpuPer1000
  return metric === 'cpu' && cpu && isNotMeasured(cpu) ? cpu.notMeasured : null
}
