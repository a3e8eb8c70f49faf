/** One measured window of one arm: a trial under a paced load, or a capacity round in a closed loop. */
import { z } from 'zod'
import { cpuReadingSchema } from './cpu.ts'
import { latencySchema, ledgerSchema } from './latency.ts'
import { memoryReadingSchema } from './memory.ts'
import { momentSchema } from './moment.ts'
import { plantedReadingSchema } from './planted.ts'
import { problemSchema } from './problem.ts'
import { readingSchema } from './reading.ts'
import { seenInWindow } from './seen.ts'
import { wireReadingSchema } from './wire.ts'

/** The rule that a measured trial breaks. Rules and limits are in `load/validity.ts`; `other` is for older records, which have only text. */
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
      'text for readers, with "{figure}" in place of the figure; reasons with the same text differ only in the figure',
    ),
  figure: z
    .number()
    .nullable()
    .describe('the value that broke the rule; null where the text says everything'),
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
      'the instrument that disturbed this trial by reading it; no comparison uses the latency or CPU of such a trial',
    ),
}
const measured = {
  ledger: ledgerSchema,
  offeredPerSecond: z.number(),
  achievedPerSecond: z.number(),
  latency: latencySchema.nullable().describe('null when no page completed'),
  pagesUnderWay: z
    .number()
    .optional()
    .describe(
      "pages under way in the mean, by Little's law: completed pages × their mean time (done − released) ÷ the window; absent in older records",
    ),
  cpu: cpuReadingSchema,
  memory: memoryReadingSchema,
  retries: z.int().describe('requests that a proxy sent again, or the client on a new connection'),
  planted: plantedReadingSchema
    .optional()
    .describe('what planted effects did in the window, by their own count; absent in arms without any'),
  wire: wireReadingSchema
    .optional()
    .describe("what passed the pods' interfaces in the window; absent on clusters and in older records"),
  ...seenInWindow,
}

export const trialSchema = z.discriminatedUnion('status', [
  z.strictObject({
    ...trial,
    status: z.literal('completed'),
    flags: z
      .array(invalidReasonSchema)
      .default([])
      .describe(
        'what was odd about a trial that counts: its load was delivered, and the arm itself may be the cause',
      ),
    ...measured,
  }),
  z.strictObject({
    ...trial,
    status: z.literal('invalid'),
    reasons: z
      .array(invalidReasonSchema)
      .min(1)
      .describe(
        'why the trial is excluded: its load was not delivered, or something other than the arm disturbed it',
      ),
    ...measured,
  }),
  z.strictObject({ ...trial, status: z.literal('failed'), error: problemSchema }),
])
export type TrialRecord = z.infer<typeof trialSchema>
export type MeasuredTrial = Extract<TrialRecord, { status: 'completed' | 'invalid' }>

const capacity = { kind: z.literal('capacity'), ...momentSchema, round: z.int() }

/** A capacity round: one closed-loop window at saturation. */
export const capacitySchema = z.discriminatedUnion('status', [
  z.strictObject({
    ...capacity,
    status: z.literal('completed'),
    connections: z.int(),
    generator: z.enum(['autocannon', 'hopbench']),
    pagesPerSecond: z.number(),
    completed: z.int(),
    errors: z.int(),
    clientShare: readingSchema.describe('share of the busy CPU that the client took'),
    cpu: cpuReadingSchema,
    ...seenInWindow,
  }),
  z.strictObject({ ...capacity, status: z.literal('failed'), error: problemSchema }),
])
export type CapacityRecord = z.infer<typeof capacitySchema>
