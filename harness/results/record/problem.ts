/** A problem: what went wrong, and what the user can do. The two are separate fields, so that a report can show one without the other. */
import { z } from 'zod'

export const problemSchema = z.strictObject({
  what: z.string(),
  advice: z.string().nullable().describe('null where hopbench knows nothing that would help'),
})
export type Problem = z.infer<typeof problemSchema>
