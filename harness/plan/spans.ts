/** Where the time of a run went, bring-up by bring-up, from its records. Pure. */
import type { JournalRecord, PlanRecord } from '../results/record.ts'

/** A bring-up that was measured to its end. */
export interface Span {
  bringUp: number
  /** Rounds that were measured in it. */
  rounds: number
  /** Raising, proving and warming up all arms, without making clusters. */
  raiseSeconds: number
  /** All the rest of it, without the search for saturation, which comes once a run. */
  restSeconds: number
}

export interface Spans {
  done: Span[]
  /** Seconds of each raising that has ended, with that of the bring-up under way. */
  raises: number[]
  /** The bring-up under way, or the next; and its first round that is measured. */
  next: { bringUp: number; fromRound: number }
  /** When it began, or the last one ended; in milliseconds since 1970. Clusters that it waited for were there. */
  sinceMs: number
  /** Whether clusters have to be made again first, where a run needs any: it was resumed, and no bring-up is up. */
  lacksClusters: boolean
}

interface Open {
  bringUp: number
  beganMs: number
  raiseMs: number
  searchMs: number
  rounds: Set<number>
}

/** @param journal every record so far */
export function spansOf(
  plan: Pick<PlanRecord, 'startedAt' | 'roundsPerBringUp'>,
  journal: readonly JournalRecord[],
): Spans {
  const spans: Spans = {
    done: [],
    raises: [],
    next: { bringUp: 0, fromRound: 0 },
    sinceMs: Date.parse(plan.startedAt),
    lacksClusters: false,
  }
  let open: Open | null = null
  let clustersMs = 0
  const close = (endMs: number): void => {
    if (!open) return
    const { bringUp, rounds, raiseMs, beganMs, searchMs } = open
    const restMs = endMs - beganMs - raiseMs - searchMs
    const raiseSeconds = spans.raises.at(-1)!
    spans.done.push({ bringUp, rounds: rounds.size, raiseSeconds, restSeconds: restMs / 1000 })
    spans.next = { bringUp: bringUp + 1, fromRound: (bringUp + 1) * plan.roundsPerBringUp }
    spans.sinceMs = endMs
    open = null
  }
  for (const [index, record] of journal.entries()) {
    const atMs = Date.parse(record.startedAt)
    if (record.kind === 'cluster') clustersMs = Math.max(clustersMs, atMs + record.durationMs)
    if (record.kind === 'bring-up') {
      close(atMs) // older runs do not tell the end of a bring-up
      const upMs = atMs + record.durationMs
      open = {
        bringUp: record.bringUp,
        beganMs: atMs,
        raiseMs: record.durationMs,
        searchMs: 0,
        rounds: new Set(),
      }
      spans.raises.push((upMs - Math.max(atMs, clustersMs)) / 1000)
      spans.sinceMs = Math.max(atMs, clustersMs)
      spans.lacksClusters = false
    }
    if (record.kind === 'trial') open?.rounds.add(record.round)
    if (record.kind === 'saturation' && open) {
      const after = journal[index + 1]
      if (after) open.searchMs += Date.parse(after.startedAt) - atMs
    }
    if (record.kind === 'bring-up-ended') close(atMs)
    if (record.kind === 'resumed') {
      open = null
      spans.next = record
      spans.sinceMs = atMs
      spans.lacksClusters = true
    }
  }
  return spans
}
