/** What the journal gets when a run is resumed, and what the user is told. Pure. */
import type { Left } from '../engine/what-is-left.ts'
import { bringUpsOf } from '../plan/bring-ups.ts'
import type { Evidence, HopsRecord, JournalRecord, PlanRecord, ResumedRecord } from '../results/record.ts'
import { whatCounts } from '../results/what-counts.ts'

export interface Resumption {
  records: JournalRecord[]
  text: string
}

/**
 * A bring-up that was cut is done again whole: it was not proved again after its rounds, and the hop clock had not been read. A bring-up
 * that was cut for the second time keeps its finished rounds, or a run that is cut more often than a bring-up takes would never end.
 * Its mean is then that of two incarnations. That is one more observation of the same mean, so that intervals stay right
 * (docs/instruments.md#resumed-runs).
 */
export function resumedRecords({
  plan,
  journal,
  evidence,
  left,
  session,
  now,
}: {
  plan: PlanRecord
  /** All records. */
  journal: readonly JournalRecord[]
  evidence: readonly Evidence[]
  left: Left
  session: number
  now: Date
}): Resumption {
  const { bringUp } = left
  const first = bringUp * plan.roundsPerBringUp
  const begun = new Set(
    journal.flatMap((record) =>
      (record.kind === 'bring-up' || record.kind === 'trial') && record.bringUp === bringUp
        ? [record.session ?? 0]
        : [],
    ),
  )
  const fromRound = begun.size > 1 ? left.round : first
  const startedAt = now.toISOString()
  const resumed: ResumedRecord = {
    kind: 'resumed',
    startedAt,
    session,
    bringUp,
    fromRound,
    keptRounds: fromRound - first,
    lastBefore: journal.at(-1)?.startedAt ?? plan.startedAt,
  }
  const kept = whatCounts([...journal, resumed], evidence).journal
  return {
    records: [resumed, ...unreadWindows(kept, bringUp, startedAt)],
    text: textOf(plan, resumed, begun.size > 0),
  }
}

/** The hop clock is read once the arms of a bring-up are down. Where the run was killed before, the windows that are kept have no reading. */
function unreadWindows(kept: readonly JournalRecord[], bringUp: number, startedAt: string): HopsRecord[] {
  const read = new Set(
    kept.flatMap((record) =>
      record.kind === 'hops' ? [`${record.round} ${record.load} ${record.arm}`] : [],
    ),
  )
  return kept.flatMap((record): HopsRecord[] => {
    if (record.kind !== 'trial' || record.bringUp !== bringUp) return []
    if (record.status === 'failed' || record.perturbedBy !== null) return []
    const { arm, load, round } = record
    if (read.has(`${round} ${load} ${arm}`)) return []
    return [
      {
        ...{ kind: 'hops', startedAt, arm, load, bringUp, round },
        reading: { notMeasured: 'the run was killed before the hop clock was read' },
      },
    ]
  })
}

function textOf(plan: PlanRecord, { bringUp, fromRound, keptRounds }: ResumedRecord, isCut: boolean): string {
  const where = `bring-up ${bringUp + 1} of ${bringUpsOf(plan)}`
  if (!isCut) return `at ${where}`
  return keptRounds === 0
    ? `at ${where}, which was cut and is done again whole`
    : `at ${where}, which was cut again: its rounds up to ${fromRound} are kept, the others are measured`
}
