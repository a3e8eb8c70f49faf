/** What an arm makes visible of its traffic, and what the source of it says that it wrote. */
import { z } from 'zod'
import { readingSchema } from './reading.ts'

/** `connections`: events of connections. `requests`: an access log. `metrics`: counters that are scraped. `tracing`: spans sent to a collector. */
export const seeingSchema = z.enum(['nothing', 'connections', 'requests', 'metrics', 'tracing'])
export type Seeing = z.infer<typeof seeingSchema>

/** From before the load until after it, warm-up included, and not of the measured window alone. */
export const seenSchema = z.strictObject({
  events: z
    .int()
    .describe(
      'connection events, lines of access logs, scrapes or spans that arrived where somebody reads them',
    ),
  bytes: readingSchema.describe('bytes of these events as they were written or sent'),
  lost: readingSchema.describe('events that should have arrived and did not'),
})
export type Seen = z.infer<typeof seenSchema>

const seenField = seenSchema
  .optional()
  .describe('what the arm made visible meanwhile; absent where that is nothing, and in older records')
export const seenInWindow = { seen: seenField }
