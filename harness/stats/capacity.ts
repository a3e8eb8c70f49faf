/** The capacity of one arm, from its closed-loop rounds, and what limited it. */
import { isDisturbed } from '../results/foreign-share.ts'
import { isNotMeasured } from '../results/measured.ts'
import { clientCoreShare, hostBusyShare, isClientFull, isHostFull } from '../results/saturation-shares.ts'
import type { CapacityRecord, JournalRecord, NotMeasured, SaturationRecord } from '../results/record.ts'
import type { ArmCapacity, CapacityLimit } from './analysis.ts'
import { DISTURBED } from './cpu-closes.ts'
import { windowParts } from './cpu-parts.ts'
import { overRounds } from './estimate.ts'
import { medianReading } from './median-reading.ts'

/** Fewest rounds behind a figure. Three give no interval at 95 %, but show whether the figure repeats. */
const FEWEST_ROUNDS = 3

export type CapacityRound = Extract<CapacityRecord, { status: 'completed' }>

/**
 * The rounds of an arm that count, in order. A round with errors does not, because errors are answered quickly; nor does one that other
 * programs took CPU from, by the limit of every other window.
 */
export const goodRounds = (journal: readonly JournalRecord[], arm: string): CapacityRound[] =>
  roundsOf(journal, arm)
    .filter((record) => record.status === 'completed')
    .filter(({ errors, cpu }) => errors === 0 && !isDisturbed(cpu))

/** Pages a second, CPU and limit at saturation, or why there are none. */
export function capacityOf(journal: readonly JournalRecord[], arm: string): ArmCapacity | NotMeasured {
  const records = roundsOf(journal, arm)
  if (records.length === 0) return { notMeasured: 'no capacity round was run' }
  const good = goodRounds(journal, arm)
  if (good.length < FEWEST_ROUNDS) {
    const reasons = records.flatMap((record) =>
      record.status === 'failed'
        ? [record.error.what]
        : record.errors > 0
          ? [`${record.errors} errors`]
          : isDisturbed(record.cpu)
            ? [DISTURBED]
            : [],
    )
    return {
      notMeasured: [
        `${good.length} good capacity rounds, ${FEWEST_ROUNDS} are needed`,
        ...new Set(reasons),
      ].join('; '),
    }
  }
  const shares = {
    hostBusyShare: medianReading(good.map(({ cpu }) => hostBusyShare(cpu))),
    clientCoreShare: medianReading(good.map(({ cpu }) => clientCoreShare(cpu))),
  }
  const search = journal.findLast(
    (record): record is SaturationRecord => record.kind === 'saturation' && record.arm === arm,
  )
  return {
    pagesPerSecond: overRounds(good.map(({ pagesPerSecond }) => pagesPerSecond)),
    cpuPer1000: medianReading(
      good.map(({ cpu, completed }) => {
        if (isNotMeasured(cpu)) return cpu
        return completed === 0
          ? { notMeasured: 'no page completed' }
          : windowParts(cpu).compared / completed / 1000
      }),
    ),
    connections: good.at(-1)!.connections,
    ...shares,
    limit: limitOf(shares, search),
  }
}

/** The rounds say how full host and client were; the search says why there were not more connections. */
function limitOf(
  { hostBusyShare: host, clientCoreShare: client }: Pick<ArmCapacity, 'hostBusyShare' | 'clientCoreShare'>,
  search: SaturationRecord | undefined,
): CapacityLimit | NotMeasured {
  if (!search) return { by: 'not searched' }
  if (isClientFull(client)) return { by: 'load client' }
  if (isHostFull(host)) return { by: 'host CPU' }
  if (isNotMeasured(host)) return host
  return { by: 'not saturated', because: search.status === 'failed' ? 'search failed' : search.endedBy }
}

const roundsOf = (journal: readonly JournalRecord[], arm: string): CapacityRecord[] =>
  journal.filter((record) => record.kind === 'capacity').filter((record) => record.arm === arm)
