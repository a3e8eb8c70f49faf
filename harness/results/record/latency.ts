/** Latency of pages in one window, and the ledger of pages. */
import { z } from 'zod'

/** Percentiles in microseconds; a percentile without enough samples behind it is null. */
export const percentilesUsSchema = z.strictObject({
  p50: z.number(),
  p90: z.number(),
  p99: z.number().nullable().describe('null below 1000 samples'),
  max: z.number(),
})
export type PercentilesUs = z.infer<typeof percentilesUsSchema>

/** Every page that was due (offered) is counted in exactly one of the other four: offered = completed + failed + timedOut + notSent. */
export const ledgerSchema = z.strictObject({
  offered: z.int(),
  completed: z.int(),
  failed: z.int(),
  timedOut: z.int(),
  notSent: z.int(),
  errors: z
    .record(z.string(), z.int())
    .describe('pages that did not complete, by error: "HTTP 503", "ECONNRESET", "timed out connecting" …'),
})
export type Ledger = z.infer<typeof ledgerSchema>

/** Below the folder of the run, wherever the record comes from: neither absolute nor through "..". */
export const rawFileSchema = z.string().regex(/^(?!.*(^|\/)\.\.?(\/|$))[^/\\][^\\]*$/, {
  error: 'must be a path below the folder of the run, such as "raw/sidecar-light-round-04.f64"',
})

/** Latency by the clock of the calling program, in user space: what the program waits for. */
export const latencySchema = z.strictObject({
  sampleCount: z.int(),
  serviceUs: percentilesUsSchema.describe(
    'done − written; where each call opens a connection, done − start of the first connect(), so that connecting is part of the page',
  ),
  responseUs: percentilesUsSchema.describe('done − released'),
  fromDueUs: percentilesUsSchema.describe('done − due'),
  lagUs: percentilesUsSchema.describe('released − due: how late the client was; never part of a latency'),
  connectUs: percentilesUsSchema
    .nullable()
    .describe('time of connect() where each call opens a connection, else null'),
  rawFile: rawFileSchema.describe("file with the raw samples, relative to the run's folder"),
})
export type Latency = z.infer<typeof latencySchema>
