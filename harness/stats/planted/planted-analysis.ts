/** What a run says about its planted effects, which show whether its instrument finds what is known to be there. Pure data. */
import type { NotMeasured, PlantedEffectRecord, PlantedKind } from '../../results/record.ts'
import type { Estimate, Interval } from '../interval.ts'

/** A figure of the run in which an effect lands, or in which nothing may. Each is planted arm − baseline, within the same rounds. */
export type PlantedFigure =
  /** p50 of a page by the user's clock, µs. */
  | { of: 'page' }
  /** 10th percentile of a service's own time by the hop clock, µs: the quantile that luck of a process moves least. */
  | { of: 'app'; service: string }
  /** Mean transport of one hop by the hop clock, µs. */
  | { of: 'transport'; from: string; to: string }
  /** CPU of a service for a page, µs. */
  | { of: 'service CPU'; service: string }
  /** CPU of the node's agents, ms a second. */
  | { of: 'agent CPU' }
  /** Memory of agents or of services, MB. */
  | { of: 'agent memory' }
  | { of: 'app memory' }
  /** Requests that were sent again, per 1000 pages. */
  | { of: 'sent again' }
  /** Pages that took longer than this, per 1000 pages. */
  | { of: 'slow pages'; beyondMs: number }
  /** p99 of all pages minus the baseline's p50, ms. */
  | { of: 'p99' }

/**
 * `found`: the interval holds the truth, and the one at 95 % leaves out 0. `nothing`: as it should be where nothing was planted: the
 * interval holds 0 and leaves out an effect as large as those of the run. `too coarse`: the interval holds both, or there are too few
 * bring-ups for one. `missed`: it leaves out the truth, also where the truth is 0.
 */
export type PlantedVerdict = 'found' | 'nothing' | 'too coarse' | 'missed' | 'not measured'

export interface PlantedRow {
  /** The effects that land here; none where nothing was planted. */
  effects: PlantedKind[]
  figure: PlantedFigure
  /** What was planted, by the injections' own count; 0 where nothing was. */
  truth: number
  /** What the run found, with the interval at the confidence of all rows together. */
  estimate: Estimate | NotMeasured
  /** How far from the truth the interval may stay: what injection and reading are not exact to. */
  allowance: number
  verdict: PlantedVerdict
}

/** One arm with planted effects. */
export interface PlantedArm {
  arm: string
  load: string
  effects: { effect: PlantedEffectRecord; outcome: PlantedOutcome }[]
  /** Rows in which effects land, then those in which nothing may. */
  rows: PlantedRow[]
  bringUps: number
}

/** What became of one effect. */
export type PlantedOutcome =
  | { verdict: 'found' | 'too coarse' | 'missed' }
  | { verdict: 'not measured'; why: string }
  | { verdict: 'not planted'; why: string }

export interface PlantedAnalysis {
  arms: PlantedArm[]
  /** Confidence of each interval, so that a healthy instrument passes all of them in 99 % of runs. */
  confidencePerInterval: Interval['confidence']
  /**
   * `none`: the run has no arm with planted effects. `not calibrated`: it has one, and nothing of it counts, or not one effect was found. `missed`: an effect was
   * missed, or something was found where nothing was planted.
   */
  verdict: 'none' | 'not calibrated' | 'missed' | 'passed'
  /** Why nothing was planted or found; null otherwise. */
  why: string | null
}
