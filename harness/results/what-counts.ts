/** Which records of a run count, where the run was resumed: what a cut bring-up left is measured again, and must not count twice. Pure. */
import type { Evidence, JournalRecord, ResumedRecord } from './record.ts'

export interface Counted {
  journal: JournalRecord[]
  evidence: Evidence[]
}

/** The records without those that were measured again after a cut. The files keep all of them. */
export function whatCounts(journal: readonly JournalRecord[], evidence: readonly Evidence[]): Counted {
  const resumed = journal.flatMap((record, index) => (record.kind === 'resumed' ? [{ record, index }] : []))
  if (resumed.length === 0) return { journal: [...journal], evidence: [...evidence] }
  const isBefore = (index: number, cut: (record: ResumedRecord) => boolean): boolean =>
    resumed.some((one) => index < one.index && cut(one.record))
  const counted = journal.filter((record, index) => !isBefore(index, (cut) => isLeftOut(record, cut)))
  return {
    journal: withLastBringUps(counted),
    evidence: evidence.filter(
      ({ bringUp, session = 0 }) =>
        !resumed.some(({ record: cut }) => session < cut.session && isMadeAgain(bringUp, cut)),
    ),
  }
}

/** Whether a bring-up is done again whole. One after the cut had begun where the end of the journal was lost. */
const isMadeAgain = (bringUp: number, cut: ResumedRecord): boolean =>
  bringUp > cut.bringUp || (bringUp === cut.bringUp && cut.keptRounds === 0)

/** Whether a record before the cut is measured again after it. What was learned once a run stays: rates, connections that saturate, settings. */
function isLeftOut(record: JournalRecord, cut: ResumedRecord): boolean {
  if (!('bringUp' in record) || record.bringUp < cut.bringUp) return false
  if (record.kind === 'trial' || record.kind === 'hops') return record.round >= cut.fromRound
  return isMadeAgain(record.bringUp, cut) && ONCE_A_BRING_UP.has(record.kind)
}

/** Kinds of records that a bring-up makes again when it is done again whole. */
const ONCE_A_BRING_UP = new Set<JournalRecord['kind']>([
  'capacity',
  'idle',
  'clock-price',
  'bring-up',
  'bring-up-ended',
])

/** Where the rounds of a bring-up are those of two incarnations, the later one tells its pods and the arms that did not come up. */
const withLastBringUps = (journal: readonly JournalRecord[]): JournalRecord[] => {
  const last = new Map(
    journal.flatMap((record) => (record.kind === 'bring-up' ? [[record.bringUp, record] as const] : [])),
  )
  return journal.filter((record) => record.kind !== 'bring-up' || last.get(record.bringUp) === record)
}
