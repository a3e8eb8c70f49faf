/** Which proofs a run does not have any more: the one place that decides. Pure. */
import type { Evidence, JournalRecord } from './record.ts'

export type LostProof = Pick<Evidence, 'arm' | 'bringUp' | 'when'>

/**
 * An arm is proved before the rounds of a bring-up and after them, so that an arm with trials has proofs of both times. A bring-up
 * that was cut has none after its rounds.
 * @returns the proofs that are not there, in the order of the trials that they are about
 */
export function lostProofs(journal: readonly JournalRecord[], evidence: readonly Evidence[]): LostProof[] {
  const key = ({ arm, bringUp, when }: LostProof): string => `${bringUp} ${when} ${arm}`
  const kept = new Set(evidence.map(key))
  const last = new Map(
    journal.flatMap((record) =>
      record.kind === 'trial' ? [[`${record.bringUp} ${record.arm}`, record] as const] : [],
    ),
  )
  return [...last.values()]
    .flatMap(({ arm, bringUp, status }): LostProof[] =>
      // An arm that failed, and perhaps did not come up again, was not proved after the rounds.
      status === 'failed'
        ? []
        : [
            { arm, bringUp, when: 'before' },
            { arm, bringUp, when: 'after' },
          ],
    )
    .filter((proof) => !kept.has(key(proof)))
}
