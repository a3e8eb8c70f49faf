/** Something that went wrong: what it was, and what a user can do, kept apart so that each can be shown where it helps. */
import { z } from 'zod'

export const problemSchema = z.strictObject({
  what: z.string(),
  advice: z.string().nullable().describe('null where nothing is known that would help'),
})
export type Problem = z.infer<typeof problemSchema>
