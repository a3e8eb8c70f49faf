/** A number that was read, or why there is none. */
import { z } from 'zod'

export const notMeasuredSchema = z.strictObject({ notMeasured: z.string() })
export type NotMeasured = z.infer<typeof notMeasuredSchema>

/** Never 0 for "could not be measured". */
export const readingSchema = z.union([z.number(), notMeasuredSchema])
export type Reading = z.infer<typeof readingSchema>
