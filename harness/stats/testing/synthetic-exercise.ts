/** Proofs of a synthetic arm that show its capabilities at work, of the kinds that real arms have. */
import type { ArmRecord, Evidence } from '../../results/record.ts'

/** The proofs of the first bring-up. A policy is proved only where the scenario has one. */
export function syntheticExercise({ name, capability }: ArmRecord, hasPolicy: boolean): Evidence[] {
  const proof = (
    kind: Evidence['kind'],
    subject: Evidence['subject'],
    claim: string,
    source: string,
  ): Evidence => ({
    ...{ arm: name, bringUp: 0, when: 'before', kind, subject, claim, source },
    where: 'synthetic',
    expected: { text: 'as claimed' },
    observed: { text: 'as claimed' },
    holds: true,
  })
  return [
    ...(capability.encrypts ? [proof('wire', { pod: 'front' }, 'no request can be read', 'tcpdump')] : []),
    ...(capability.authenticatesPeer
      ? [proof('identity', {}, 'plaintext is refused', 'HTTP client outside the mesh')]
      : []),
    ...(capability.emitsFlows ? [proof('flows', {}, 'flows were kept', `flows/${name}.jsonl`)] : []),
    ...(hasPolicy && capability.enforcesL4Policy
      ? [proof('policy', { from: 'back', to: 'front' }, 'back may not call front', 'HTTP client of back')]
      : []),
  ]
}
