/** The cells of the hop clock: transport and the services' own time, both as means a hop. */
import { isNotMeasured } from '../../../results/measured.ts'
import type { ArmClock, ClockedPart } from '../../../stats/analysis.ts'
import type { LoadView } from '../load-view.ts'
import { estimated, standalone, word, type Cell } from '../quantity.ts'
import type { Row } from '../row.ts'

/** What the hop clock is compared by. */
export type HopMetric = 'transport' | 'app'

const OWN: Record<HopMetric, (clock: ArmClock) => ClockedPart> = {
  transport: ({ transportPerHop }) => transportPerHop,
  app: ({ appPerHop }) => appPerHop,
}

/** The baseline's own figure, and the difference in every other row. */
export function hopClockCell(row: Row, view: LoadView, metric: HopMetric): Cell {
  const clock = view.clock(row.arm)
  const absent = word('not measured', isNotMeasured(clock) ? clock.notMeasured : null)
  if (row.kind === 'baseline')
    return isNotMeasured(clock) ? absent : standalone('fine µs a hop', OWN[metric](clock).meanUs)
  if (row.kind === 'twin') {
    const twin = view.twinDifference(row.arm, metric)
    return twin
      ? standalone('fine µs a hop', twin.difference, { isDifference: true, remark: 'noise' })
      : absent
  }
  const comparison = view.comparison(row.arm, metric, row.other)
  if (!comparison) return absent
  if (comparison.verdict === 'withheld') return word('withheld')
  return estimated('fine µs a hop', comparison.difference, view.confidence, {
    isDifference: true,
    verdict: comparison.verdict,
  })
}
