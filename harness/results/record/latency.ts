/** Latency of pages in one window, and the ledger of what was sent. */
import { z } from 'zod'

/** Percentiles in microseconds; a percentile without enough samples behind it is null. */
export const percentilesUsSchema = z.strictObject({
  p50: z.number(),
  p90: z.number(),
  p99: z.number().nullable().describe('null below 1000 samples'),
  max: z.number(),
})
export type PercentilesUs = z.infer<typeof percentilesUsSchema>

/** Every page that was due is in exactly one of the four others: offered = completed + failed + timedOut + notSent. */
export const ledgerSchema = z.strictObject({
  offered: z.int(),
  completed: z.int(),
  failed: z.int(),
  timedOut: z.int(),
  notSent: z.int(),
  errors: z
    .record(z.string(), z.int())
    .describe(
      'every page that did not complete, by what was seen: "HTTP 503", "ECONNRESET", "timed out connecting" …',
    ),
})
export type Ledger = z.infer<typeof ledgerSchema>

/** By the clock of the calling program, in user space: what a program pays. */
export const latencySchema = z.strictObject({
  sampleCount: z.int(),
  serviceUs: percentilesUsSchema.describe(
    'done − written; where each call opens a connection, done − start of the first connect(): what a page costs with connecting',
  ),
  responseUs: percentilesUsSchema.describe('done − released'),
  fromDueUs: percentilesUsSchema.describe('done − due'),
  lagUs: percentilesUsSchema.describe('released − due: the health of the client, never part of a latency'),
  connectUs: percentilesUsSchema
    .nullable()
    .describe('time of connect() where each call opens a connection, else null'),
  rawFile: z.string().describe("file with the raw samples, relative to the run's folder"),
})
export type Latency = z.infer<typeof latencySchema>
