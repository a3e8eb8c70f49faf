/** What the closed-loop driver asks of a load generator. */

/** A generator under way. Counts are from its start. */
export interface Generator {
  count(): { completedPages: number; errors: number }
  stop(): Promise<void>
}
