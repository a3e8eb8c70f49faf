/** What the search for an arm's saturation found. */
export interface Saturation {
  connections: number
  /** Throughput of the step with these connections. */
  pagesPerSecond: number
}
