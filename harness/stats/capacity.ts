/** The capacity of one arm, from its closed-loop rounds. */
import { isNotMeasured } from '../results/measured.ts'
import type { CapacityRecord, NotMeasured, Reading } from '../results/record.ts'
import type { ArmSummary } from './analysis.ts'
import { windowParts } from './cpu-parts.ts'
import { overRounds } from './estimate.ts'
import { medianReading } from './median-reading.ts'

/** Fewest rounds behind a figure. Three give no interval at 95 %, but show whether the figure repeats. */
const FEWEST_ROUNDS = 3

/** If the closed-loop client takes a larger share of the busy CPU, the client was the limit, not the arm (docs/method.md#capacity). */
const CLIENT_BOUND_SHARE = 0.4

/** Pages a second and CPU at saturation, or why there are none. A round with errors does not count, because errors are answered quickly. */
export function capacityOf(records: readonly CapacityRecord[]): ArmSummary['capacity'] {
  if (records.length === 0) return { notMeasured: 'no capacity round was run' }
  const good = records.filter((record) => record.status === 'completed').filter(({ errors }) => errors === 0)
  if (good.length < FEWEST_ROUNDS) {
    const reasons = records.flatMap((record) =>
      record.status === 'failed' ? [record.error.what] : record.errors > 0 ? [`${record.errors} errors`] : [],
    )
    return {
      notMeasured: [
        `${good.length} good capacity rounds, ${FEWEST_ROUNDS} are needed`,
        ...new Set(reasons),
      ].join('; '),
    }
  }
  return {
    pagesPerSecond: overRounds(good.map(({ pagesPerSecond }) => pagesPerSecond)),
    cpuPer1000: medianReading(
      good.map(({ cpu, completed }) => {
        if (isNotMeasured(cpu)) return cpu
        return completed === 0
          ? { notMeasured: 'no page completed' }
          : windowParts(cpu).total / completed / 1000
      }),
    ),
    clientBound: isClientBound(medianReading(good.map(({ clientShare }) => clientShare))),
  }
}

const isClientBound = (clientShare: Reading): boolean | NotMeasured =>
  typeof clientShare === 'number' ? clientShare > CLIENT_BOUND_SHARE : clientShare
