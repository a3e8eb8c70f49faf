/**
 * Which capabilities of an arm a run has exercised, and which the arm could only have given. A capability counts as exercised
 * where proofs of its kind were made and all of them held. Proofs are told apart by their kind and subject, never by their text.
 */
import type { Capability, Evidence, RunRecord } from '../results/record.ts'
import type { CapabilityFact } from './analysis.ts'

/** What shows a capability at work. L7 policy is shown by nothing: the policy of a scenario names callers, and no rule of it is about HTTP. */
const SHOWN_BY: Record<
  keyof Capability,
  ((proof: Evidence, services: ReadonlySet<string>) => boolean) | null
> = {
  encrypts: ({ kind }) => kind === 'wire',
  authenticatesPeer: isOfIdentity,
  parsesL7: countsRequests,
  enforcesL4Policy: isOfPolicy,
  enforcesL7Policy: null,
  emitsFlows: ({ kind }) => kind === 'flows',
  emitsMetrics: countsRequests,
}

/** Whether requests of services or calls were counted by the datapath itself. A counter of connections that happens to be equal is not told apart. */
function countsRequests({ kind, subject, observed }: Evidence): boolean {
  const isOfTraffic = subject.pod !== undefined || subject.to !== undefined
  return kind === 'counter' && isOfTraffic && 'count' in observed && observed.count > 0
}

/** In older records the proofs of identities were refusals, without a subject or from the pod outside the mesh. */
function isOfIdentity({ kind, subject: { from, pod } }: Evidence, services: ReadonlySet<string>): boolean {
  if (kind === 'identity') return true
  return kind === 'refusal' && pod === undefined && (from === undefined || !services.has(from))
}

/** In older records the proofs of a policy were refusals between two services. */
function isOfPolicy({ kind, subject: { from, to } }: Evidence, services: ReadonlySet<string>): boolean {
  if (kind === 'policy') return true
  return kind === 'refusal' && from !== undefined && to !== undefined && services.has(from)
}

/** A fact for every capability of every arm, in the scenario's order of arms. */
export function capabilityFacts(run: RunRecord, evidence: readonly Evidence[]): CapabilityFact[] {
  const services = new Set(Object.keys(run.scenario.services))
  return run.arms.flatMap((arm) => {
    const own = evidence.filter((proof) => proof.arm === arm.name)
    return (Object.keys(SHOWN_BY) as (keyof Capability)[]).map((capability): CapabilityFact => {
      const could = arm.capability[capability]
      return {
        arm: arm.name,
        capability,
        could,
        exercised: could ? exerciseOf(capability, own, services) : null,
      }
    })
  })
}

function exerciseOf(
  capability: keyof Capability,
  own: readonly Evidence[],
  services: ReadonlySet<string>,
): NonNullable<CapabilityFact['exercised']> {
  const isShown = SHOWN_BY[capability]
  if (isShown === null) return { notExercised: 'no rule about HTTP' }
  const proofs = own.filter((proof) => isShown(proof, services))
  if (proofs.some(({ holds }) => !holds)) return { notExercised: 'a proof did not hold' }
  if (proofs.length === 0)
    return { notExercised: capability === 'enforcesL4Policy' ? 'no policy' : 'no proof' }
  return { proofs: proofs.length, sources: [...new Set(proofs.map(({ source }) => source))] }
}
