/** An interval, and an estimate that may have one. Pure data. */

/** Fields that may hold an interval are null when there are too few bring-ups. */
export interface Interval {
  low: number
  high: number
  /** The coverage that the interval has, such as 0.996. */
  confidence: number
}
/** The mean of one value for each bring-up, with its t interval. For capacity: the median of rounds, with the interval between order statistics. */
export interface Estimate {
  /** The middle: a mean over bring-ups; for capacity a median over rounds. */
  middle: number
  interval: Interval | null
  /** The values behind the middle, one for each bring-up (for capacity: each round), in order. */
  values: number[]
}
