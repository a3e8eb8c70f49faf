/** Refuses to go on with a run whose proofs were lost: its figures would look as if they had been proved. */
import { join } from 'node:path'
import { UsageError } from '../errors.ts'
import type { Evidence, JournalRecord } from '../results/record.ts'

/**
 * Every arm of a bring-up that ended was proved before its rounds and after them; what was torn off a file is never that old.
 * @param bringUp the first bring-up that did not end
 * @throws UsageError that names the first proofs that are missing
 */
export function refuseLostEvidence(
  runDir: string,
  bringUp: number,
  { journal, evidence }: { journal: readonly JournalRecord[]; evidence: readonly Evidence[] },
): void {
  const kept = new Set(evidence.map(({ arm, bringUp, when }) => `${bringUp} ${when} ${arm}`))
  const last = new Map(
    journal.flatMap((record) =>
      record.kind === 'trial' && record.bringUp < bringUp
        ? [[`${record.bringUp} ${record.arm}`, record] as const]
        : [],
    ),
  )
  for (const { arm, bringUp, status } of last.values())
    // An arm that failed, and perhaps did not come up again, was not proved after the rounds.
    for (const when of status === 'failed' ? [] : (['before', 'after'] as const)) {
      if (kept.has(`${bringUp} ${when} ${arm}`)) continue
      throw new UsageError(
        `${join(runDir, 'evidence.jsonl')} is damaged: it has no proof of ${arm} ${when} the rounds of bring-up ${bringUp + 1}, which ended`,
        'restore the file from a copy of the run, or begin a new run; nothing has been started, and the folder is as it was',
      )
    }
}
