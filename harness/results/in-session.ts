/** Marks records that were made after a run had been resumed. Pure. */
import type { Evidence, JournalRecord } from './record.ts'

/** The record with the number of its session, where its kind tells one; as it is in a run that was not resumed. */
export function inSession<Kept extends JournalRecord | Evidence>(record: Kept, session: number): Kept {
  const isMarked = 'bringUp' in record && !('kind' in record && record.kind === 'resumed')
  return session > 0 && isMarked ? { ...record, session } : record
}
