/** The search for how many connections saturate an arm: once for each arm of a run, before its rounds at saturation. */
import { z } from 'zod'
import { momentSchema } from './moment.ts'
import { problemSchema } from './problem.ts'
import { readingSchema } from './reading.ts'
import { seenInWindow } from './seen.ts'

/** One short closed-loop window of the search. */
export const saturationStepSchema = z.strictObject({
  connections: z.int(),
  pagesPerSecond: z.number(),
  completed: z.int(),
  errors: z.int(),
  hostBusyShare: readingSchema.describe('busy time of the host ÷ its cores × the window'),
  clientCoreShare: readingSchema.describe('CPU of the load client ÷ the window; the client has one thread'),
  ...seenInWindow,
})
export type SaturationStep = z.infer<typeof saturationStepSchema>

/**
 * Why the search ended. `host busy`: the host was over 95 % busy. `client busy`: the client's one thread was near a whole core.
 * `stopped rising`: more connections carried no more pages. `most connections`: the last number was tried and throughput still rose.
 * `errors`: pages failed with more connections.
 */
export const saturationEndSchema = z.enum([
  'host busy',
  'client busy',
  'stopped rising',
  'most connections',
  'errors',
])
export type SaturationEnd = z.infer<typeof saturationEndSchema>

const saturation = { kind: z.literal('saturation'), ...momentSchema, steps: z.array(saturationStepSchema) }

export const saturationSchema = z.discriminatedUnion('status', [
  z.strictObject({
    ...saturation,
    status: z.literal('found'),
    connections: z.int().describe("connections of the arm's rounds at saturation in this run"),
    endedBy: saturationEndSchema,
  }),
  z.strictObject({ ...saturation, status: z.literal('failed'), error: problemSchema }),
])
export type SaturationRecord = z.infer<typeof saturationSchema>
