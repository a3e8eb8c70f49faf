/** Proofs of version 1, which were sentences: what each is about is read from them here, and nowhere else. */
import type { Evidence as EvidenceV1 } from './record.ts'
import type { Evidence, EvidenceKind, Expectation, Observation, Subject } from '../record.ts'

const KINDS: readonly { claim: RegExp; kind: EvidenceKind; subject?: (match: RegExpExecArray) => Subject }[] =
  [
    { claim: /^every page of the proof was answered$/, kind: 'pages' },
    {
      claim: /^(\S+) answered every call of (\S+)$/,
      kind: 'edge',
      subject: ([, to, from]) => ({ from: from!, to: to! }),
    },
    { claim: /^flows of the proof were kept$/, kind: 'flows' },
    { claim: /^flows of the run can be read$/, kind: 'flows' },
    { claim: /^the arm can still be proved$/, kind: 'provable' },
    {
      claim: /^(\S+) may(?: not)? call (\S+)$/,
      kind: 'refusal',
      subject: ([, from, to]) => ({ from: from!, to: to! }),
    },
    { claim: /refused|let in|not answered|outside the mesh/, kind: 'refusal' },
    { claim: /on the wire|read between the pods/, kind: 'wire' },
    { claim: /^(rules of ours keep|a connection out of the cluster)/, kind: 'egress' },
  ]

export const convertEvidence = (evidence: readonly EvidenceV1[]): Evidence[] =>
  evidence.map(({ place, expected, observed, ...proof }) => {
    const wanted = expectation(expected)
    const { kind, subject } = kindOf(proof.claim, 'comparison' in wanted)
    const typed = kind === 'edge' ? exactCount(expected) : wanted
    return {
      ...proof,
      kind,
      subject,
      where: place,
      expected: kind === 'flows' && 'comparison' in typed ? { ...typed, unit: 'flow records' } : typed,
      observed: 'comparison' in typed ? observation(observed) : { text: observed },
    }
  })

function kindOf(claim: string, isCount: boolean): { kind: EvidenceKind; subject: Subject } {
  for (const known of KINDS) {
    const match = known.claim.exec(claim)
    if (match) return { kind: known.kind, subject: known.subject?.(match) ?? {} }
  }
  return { kind: isCount ? 'counter' : 'state', subject: {} }
}

/** "exactly 23", "at least 46". */
function expectation(text: string): Expectation {
  const [, comparison, count] = /^(exactly|at least|at most) (\d+)$/.exec(text) ?? []
  return comparison === 'exactly' || comparison === 'at least' || comparison === 'at most'
    ? { comparison, count: Number(count) }
    : { text }
}

const exactCount = (text: string): Expectation =>
  /^\d+$/.test(text) ? { comparison: 'exactly', count: Number(text) } : { text }

const observation = (text: string): Observation => (/^\d+$/.test(text) ? { count: Number(text) } : { text })
