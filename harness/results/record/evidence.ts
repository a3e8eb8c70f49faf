/** One proof: what a datapath claims, about whom, where that shows, what was expected there and what was seen. */
import { z } from 'zod'

/** What a proof is about, so that readers find one by what it is and never by its words. */
export const evidenceKindSchema = z.enum([
  'pages', // the proof's own pages were answered
  'edge', // one service answered every call of one caller
  'counter', // a counter of the datapath moved by what the traffic was
  'state', // something is set, attached, absent
  'refusal', // a call that must be refused, or must be let through
  'wire', // what can be read on the wire
  'flows', // flow records were kept
  'egress', // what a cluster can reach beyond this machine
  'provable', // the arm can be proved at all
])
export type EvidenceKind = z.infer<typeof evidenceKindSchema>

/** Whom a proof is about; empty where it is about the whole arm. */
export const subjectSchema = z.strictObject({
  from: z.string().optional().describe('the caller of an edge: a service, or "client"'),
  to: z.string().optional().describe('the callee of an edge'),
  pod: z.string().optional(),
})
export type Subject = z.infer<typeof subjectSchema>

export const comparisonSchema = z.enum(['exactly', 'at least', 'at most'])
export type CountComparison = z.infer<typeof comparisonSchema>

/** What a proof wants to see: a count, or a state in words. */
export const expectationSchema = z.union([
  z.strictObject({ comparison: comparisonSchema, count: z.number(), unit: z.string().optional() }),
  z.strictObject({ text: z.string() }),
])
export type Expectation = z.infer<typeof expectationSchema>

/** What was seen: a count, or a state in words ("no counter of that name" is one). */
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
  claim: z.string().describe('for readers; nothing may be found by it'),
  where: z.string().describe('where it was looked for: "node, conntrack"'),
  expected: expectationSchema,
  observed: observationSchema,
  holds: z.boolean(),
  source: z.string().describe('what was read: "Envoy admin /stats", "BPF map services" …'),
})
export type Evidence = z.infer<typeof evidenceSchema>
