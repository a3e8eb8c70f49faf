/** One proof: what a datapath claims and about which services, where the claim was checked, what was expected and what was observed. */
import { z } from 'zod'
import { sessionSchema } from './moment.ts'

/** What a proof is about. Code finds proofs by this kind, never by their text. */
export const evidenceKindSchema = z.enum([
  'pages', // the pages that the proof sent were answered
  'edge', // a service answered every call of one caller
  'query', // a database counted every query of one service
  'counter', // a counter of the datapath changed by as much as the traffic
  'state', // something is set, attached or absent
  'refusal', // a call that must be refused, or must be let through, for a reason other than the next two
  'identity', // a peer without the mesh's identity must be refused, or is let in
  'policy', // a call that the scenario's policy refuses, or lets through
  'wire', // what can be read on the wire
  'flows', // flow records were stored
  'egress', // what a cluster can reach beyond this machine
  'provable', // the arm can be proved at all
])
export type EvidenceKind = z.infer<typeof evidenceKindSchema>

/** The caller and callee, or the pod, that a proof is about; empty where it is about the whole arm. */
export const subjectSchema = z.strictObject({
  from: z.string().optional().describe('the caller of an edge: a service, or "client"'),
  to: z.string().optional().describe('the callee of an edge'),
  pod: z.string().optional(),
})
export type Subject = z.infer<typeof subjectSchema>

export const comparisonSchema = z.enum(['exactly', 'at least', 'at most'])
export type CountComparison = z.infer<typeof comparisonSchema>

/** What a proof expects: a count, or a state as text. */
export const expectationSchema = z.union([
  z.strictObject({ comparison: comparisonSchema, count: z.number(), unit: z.string().optional() }),
  z.strictObject({ text: z.string() }),
])
export type Expectation = z.infer<typeof expectationSchema>

/** What was observed: a count, or a state as text ("no counter of that name" is one). */
export const observationSchema = z.union([
  z.strictObject({ count: z.number(), unit: z.string().optional() }),
  z.strictObject({ text: z.string() }),
])
export type Observation = z.infer<typeof observationSchema>

export const evidenceSchema = z.strictObject({
  arm: z.string(),
  bringUp: z.int(),
  when: z.enum(['before', 'after']),
  kind: evidenceKindSchema,
  subject: subjectSchema,
  claim: z.string().describe('text for readers; code must not search for it'),
  where: z.string().describe('where the claim was checked: "node, conntrack"'),
  expected: expectationSchema,
  observed: observationSchema,
  holds: z.boolean(),
  session: sessionSchema,
  source: z.string().describe('what was read: "Envoy admin /stats", "BPF map services" …'),
})
export type Evidence = z.infer<typeof evidenceSchema>
