/** Refuses to go on with a run whose proofs were lost: its figures would look as if they had been proved. */
import { join } from 'node:path'
import { UsageError } from '../errors.ts'
import { lostProofs } from '../results/lost-proofs.ts'
import type { Evidence, JournalRecord } from '../results/record.ts'

/**
 * What was torn off a file is never as old as a bring-up that ended.
 * @param bringUp the first bring-up that did not end
 * @throws UsageError that names the first proofs that are missing
 */
export function refuseLostEvidence(
  runDir: string,
  bringUp: number,
  { journal, evidence }: { journal: readonly JournalRecord[]; evidence: readonly Evidence[] },
): void {
  const lost = lostProofs(journal, evidence).find((proof) => proof.bringUp < bringUp)
  if (!lost) return
  throw new UsageError(
    `${join(runDir, 'evidence.jsonl')} is damaged: it has no proof of ${lost.arm} ${lost.when} the rounds of bring-up ${lost.bringUp + 1}, which ended`,
    'restore the file from a copy of the run, or begin a new run; nothing has been started, and the folder is as it was',
  )
}
