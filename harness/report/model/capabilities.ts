/** What an arm could give, and what of it this run has exercised, with the evidence as text. */
import type { Capability } from '../../results/record.ts'
import type { CapabilityFact } from '../../stats/analysis.ts'
import { CAPABILITIES, listed, plural } from './text.ts'

export interface CapabilityView {
  key: keyof Capability
  /** Short name, for tables: "L3/L4 policy". */
  mark: string
  /** For a sentence that begins "it gives": "flow events". */
  gives: string
  /** Whether the datapath could give it, as it was set up. */
  could: boolean
  /** Whether this run used it, and proofs showed that. Only this is credited to the arm. */
  exercised: boolean
  /** "24 proofs held, read from tcpdump"; why it was not exercised; empty where the datapath does not have it. */
  evidence: string
}

const WHY = {
  'no policy': 'the scenario has no policy',
  'no rule about HTTP': 'the policy of a scenario names callers, and has no rule about HTTP',
  'no proof': 'no proof showed it',
  'a proof did not hold': 'a proof of it did not hold',
}

/** All capabilities of one arm, in the order of the matrix. */
export function capabilityViews(arm: string, facts: readonly CapabilityFact[]): CapabilityView[] {
  const own = new Map(facts.filter((fact) => fact.arm === arm).map((fact) => [fact.capability, fact]))
  return CAPABILITIES.map(({ key, mark, gives }) => {
    const { could, exercised } = own.get(key) ?? { could: false, exercised: null }
    return {
      ...{ key, mark, gives, could },
      exercised: exercised !== null && 'proofs' in exercised,
      evidence: exercised === null ? '' : evidenceOf(exercised),
    }
  })
}

const evidenceOf = (exercised: NonNullable<CapabilityFact['exercised']>): string =>
  'proofs' in exercised
    ? `${plural(exercised.proofs, 'proof')} held, read from ${listed(exercised.sources)}`
    : WHY[exercised.notExercised]

/** Capabilities that the arm could give and that this run did not use. */
export const unexercised = (capabilities: readonly CapabilityView[]): CapabilityView[] =>
  capabilities.filter(({ could, exercised }) => could && !exercised)
