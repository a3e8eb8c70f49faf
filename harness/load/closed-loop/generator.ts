/** What the closed-loop driver needs from a load generator. */

/** A running generator. Counts begin at its start. */
export interface Generator {
  count(): { completedPages: number; errors: number }
  stop(): Promise<void>
}
