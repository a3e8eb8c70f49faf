/** Which arm a record is of, under which load, in which bring-up, and when. */
import { z } from 'zod'

/** Marks what was measured after the run had been resumed. */
export const sessionSchema = z
  .int()
  .min(1)
  .optional()
  .describe('how often the run had been resumed before this record was made; absent before the first time')

export const momentSchema = {
  arm: z.string(),
  load: z.string(),
  bringUp: z.int(),
  startedAt: z.iso.datetime(),
  session: sessionSchema,
}
