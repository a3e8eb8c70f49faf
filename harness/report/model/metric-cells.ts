/** Cells of the metrics that arms are compared by: the baseline's own figure, everybody else's difference from it. */
import { isNotMeasured } from '../../results/measured.ts'
import type { Comparison } from '../../stats/analysis.ts'
import { definitionOf, type Metric, type MetricUnit } from '../../stats/metrics.ts'
import { uncompared, type LoadView } from './load-view.ts'
import { alone, estimated, word, type Cell, type Unit } from './quantity.ts'
import type { Row } from './row.ts'

const UNIT_OF: Record<MetricUnit, Unit> = { µs: 'µs', 'CPU-s per 1000 pages': 'CPU-s' }

/** A metric of a row; ratios stand beside what adds up over a page. */
export function metricCell(row: Row, view: LoadView, metric: Metric): Cell {
  const unit = UNIT_OF[definitionOf(metric).unit]
  if (row.kind === 'baseline') {
    const own = view.summary(row.arm)?.levels[metric]
    return own ? alone(unit, own) : word('not measured', whyLacking(row, view, metric))
  }
  if (row.kind === 'twin') {
    const twin = view.twinDifference(row.arm, metric)
    return twin
      ? alone(unit, twin.difference, { isDifference: true, remark: 'noise' })
      : word('not measured', whyLacking(row, view, metric))
  }
  const comparison = view.comparison(row.arm, metric, row.other)
  if (!comparison) return word('not measured', whyLacking(row, view, metric))
  if (comparison.verdict === 'withheld') return word('withheld')
  return estimated(unit, comparison.difference, view.confidence, {
    isDifference: true,
    verdict: comparison.verdict,
    beside: ratioOf(comparison, view),
  })
}

/** The cost of a hop, which the page is headed by. */
export function perHopCell(row: Row, view: LoadView): Cell {
  if (row.kind === 'baseline') return word('baseline')
  if (row.kind === 'twin') {
    const perHop = view.twinDifference(row.arm, 'p50')?.perHop
    return perHop ? alone('µs a hop', perHop, { isDifference: true, remark: 'noise' }) : word('not measured')
  }
  const comparison = view.comparison(row.arm, 'p50', row.other)
  if (!comparison?.perHop) return word('not measured', uncompared(view, row.arm))
  if (comparison.verdict === 'withheld') return word('withheld')
  return estimated('µs a hop', comparison.perHop, view.confidence, {
    isDifference: true,
    verdict: comparison.verdict,
  })
}

/** Latencies are read as differences; CPU also as so many times. */
function ratioOf({ metric, ratio }: Comparison, view: LoadView): Cell[] {
  return definitionOf(metric).unit === 'µs' || !ratio ? [] : [estimated('times', ratio, view.confidence)]
}

function whyLacking({ arm }: Row, view: LoadView, metric: Metric): string | null {
  if (view.isQuick && definitionOf(metric).needs === 'windows of full length') return 'quick run'
  const cpu = view.summary(arm)?.cpuPer1000
  return metric === 'cpu' && cpu && isNotMeasured(cpu) ? cpu.notMeasured : null
}
