/** How many times the pages of another arm an arm carries. Only between arms that the same thing limits, and not the load client. */
import { isNotMeasured } from '../results/measured.ts'
import type { JournalRecord, NotMeasured } from '../results/record.ts'
import type { ArmCapacity, CapacityLimit, CapacityRatio, Estimate } from './analysis.ts'
import { capacityOf, goodRounds } from './capacity.ts'
import { overRounds } from './estimate.ts'

/**
 * The quotient of both capacities. Its interval is that of the quotients within rounds, whose host was equally fast for both arms. It
 * is left out where it does not hold the quotient, which can be if the arms lost different rounds.
 */
export function capacityRatio(
  journal: readonly JournalRecord[],
  { arm, baseline }: Pick<CapacityRatio, 'arm' | 'baseline'>,
): CapacityRatio {
  const [own, against] = [capacityOf(journal, arm), capacityOf(journal, baseline)]
  const obstacle = capacityObstacle(arm, own) ?? capacityObstacle(baseline, against)
  if (obstacle !== null || isNotMeasured(own) || isNotMeasured(against))
    return { arm, baseline, ratio: obstacle ?? { notMeasured: 'no capacity round was run' } }
  return { arm, baseline, ratio: quotient(journal, { arm, baseline }, own, against) }
}

function quotient(
  journal: readonly JournalRecord[],
  { arm, baseline }: Pick<CapacityRatio, 'arm' | 'baseline'>,
  own: ArmCapacity,
  against: ArmCapacity,
): Estimate | NotMeasured {
  const plain = new Map(goodRounds(journal, baseline).map((round) => [round.round, round.pagesPerSecond]))
  const values = goodRounds(journal, arm).flatMap(({ round, pagesPerSecond }) => {
    const other = plain.get(round)
    return other === undefined ? [] : [pagesPerSecond / other]
  })
  if (values.length === 0) return { notMeasured: `no good capacity round has both ${arm} and ${baseline}` }
  const { interval } = overRounds(values)
  const middle = own.pagesPerSecond.middle / against.pagesPerSecond.middle
  const holds = interval !== null && interval.low <= middle && middle <= interval.high
  return { middle, interval: holds ? interval : null, values }
}

/** Why an arm's capacity may not be divided; null where it may. */
export function capacityObstacle(arm: string, capacity: ArmCapacity | NotMeasured): NotMeasured | null {
  if (isNotMeasured(capacity)) return { notMeasured: `${arm}: ${capacity.notMeasured}` }
  const { limit, connections } = capacity
  if (isNotMeasured(limit)) return { notMeasured: `${arm}: ${limit.notMeasured}` }
  if (limit.by === 'host CPU') return null
  return { notMeasured: `${arm} ${OBSTACLES[limit.by](connections)}` }
}

const OBSTACLES: Record<Exclude<CapacityLimit['by'], 'host CPU'>, (connections: number) => string> = {
  'load client': () => 'was limited by the load client',
  'not saturated': (connections) => `did not fill the host with ${connections} connections`,
  'not searched': (connections) => `was measured with ${connections} connections, whatever limited it`,
}
