/** One measured window of one arm, under a paced load or in a closed loop. */
import { z } from 'zod'
import { cpuReadingSchema } from './cpu.ts'
import { latencySchema, ledgerSchema } from './latency.ts'
import { memoryReadingSchema } from './memory.ts'
import { problemSchema } from './problem.ts'
import { readingSchema } from './reading.ts'

export const momentSchema = {
  arm: z.string(),
  load: z.string(),
  bringUp: z.int(),
  startedAt: z.iso.datetime(),
}

/** Why a measured trial must not be used. Rules and limits are in `load/validity.ts`; `other` is what older records say in words. */
export const invalidRuleSchema = z.enum([
  'no page was due',
  'pages not sent',
  'rate not achieved',
  'pages failed',
  'retries',
  'client late',
  'client busy',
  'other arms busy',
  'foreign programs busy',
  'stolen',
  'throttled',
  'saturated',
  'other',
])
export const invalidReasonSchema = z.strictObject({
  rule: invalidRuleSchema,
  text: z
    .string()
    .describe(
      'for readers, with "{figure}" where the figure goes; reasons of one text differ in the figure alone',
    ),
  figure: z.number().nullable().describe('what was seen; null where the text says all'),
})
export type InvalidReason = z.infer<typeof invalidReasonSchema>

const trial = {
  kind: z.literal('trial'),
  ...momentSchema,
  round: z.int(),
  position: z.int(),
  perturbedBy: z
    .string()
    .nullable()
    .describe(
      'an instrument that changes what it measures, with a trial of its own: its latency and CPU are in no comparison',
    ),
}
const measured = {
  ledger: ledgerSchema,
  offeredPerSecond: z.number(),
  achievedPerSecond: z.number(),
  latency: latencySchema.nullable().describe('null when no page completed'),
  cpu: cpuReadingSchema,
  memory: memoryReadingSchema,
  retries: z.int().describe('requests sent again by a proxy, or by the client on a new connection'),
}

export const trialSchema = z.discriminatedUnion('status', [
  z.strictObject({ ...trial, status: z.literal('completed'), ...measured }),
  z.strictObject({
    ...trial,
    status: z.literal('invalid'),
    reasons: z.array(invalidReasonSchema).min(1),
    ...measured,
  }),
  z.strictObject({ ...trial, status: z.literal('failed'), error: problemSchema }),
])
export type TrialRecord = z.infer<typeof trialSchema>
export type MeasuredTrial = Extract<TrialRecord, { status: 'completed' | 'invalid' }>

const capacity = { kind: z.literal('capacity'), ...momentSchema, round: z.int() }

/** One closed-loop round at saturation. */
export const capacitySchema = z.discriminatedUnion('status', [
  z.strictObject({
    ...capacity,
    status: z.literal('completed'),
    connections: z.int(),
    generator: z.enum(['autocannon', 'hopbench']),
    pagesPerSecond: z.number(),
    completed: z.int(),
    errors: z.int(),
    clientShare: readingSchema.describe(
      'share of busy CPU taken by the client; over 0.4 the figure is client-bound',
    ),
    cpu: cpuReadingSchema,
  }),
  z.strictObject({ ...capacity, status: z.literal('failed'), error: problemSchema }),
])
export type CapacityRecord = z.infer<typeof capacitySchema>
