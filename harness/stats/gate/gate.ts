/** The result of a gate: what changed from base to head, and what that means. Pure data. */
import type { Difference } from '../../results/comparable.ts'
import type { GateLimits, RunRecord, Side } from '../../results/record.ts'
import type { Interval } from '../interval.ts'
import type { GateMetricName } from './gate-metrics.ts'

export type Judgement = 'regression' | 'fine' | 'could not tell'

/** Why something could not be told. */
export type GateWhy =
  /** The interval holds both no change and a change that the gate looks for. */
  | { kind: 'too noisy' }
  | { kind: 'too few bring-ups'; bringUps: number }
  | { kind: 'not measured' }
  /** The same code twice differs by as much (`by`, in the unit of the row), so that the machine or the time explains the change. */
  | { kind: 'same code differs'; by: number }
  /** A proof did not hold at base either, so that nobody knows what was compared. */
  | { kind: 'base broken' }
  /** In so many bring-ups nobody knows whether the proofs held, because they are not recorded. */
  | { kind: 'proofs lost'; bringUps: { base: number; head: number } }
  /** A larger share of the rounds was lost than leaves a sample. */
  | { kind: 'rounds lost'; share: number }
  /** More errors, but no more than chance may bring. */
  | { kind: 'chance' }

/** What keeps a gate from being fine, whatever its rows say. */
export type GateGap =
  /** A run did not come to its end: that of a side, or the one that has both. A run that was killed stays "running". */
  | { kind: 'incomplete run'; of: Side | 'both'; status: Exclude<RunRecord['status'], 'complete'> }
  /** Base has trials of it and head has none: "load busy", "arm ebpf". */
  | { kind: 'missing from head'; what: string }

export interface GateRow {
  datapath: string
  load: string
  what: GateMetricName | 'errors' | 'proofs'
  /** The figures of both sides in `unit`: means over bring-ups, or counts. Null where there is none. */
  base: number | null
  head: number | null
  /** Pages behind both counts of errors; bring-ups behind those of proofs; null for metrics. */
  of: { base: number; head: number } | null
  unit: string
  /** Head minus base over bring-ups; null for counts. */
  change: { middle: number; interval: Interval | null; bringUps: number } | null
  /** The change that the gate looks for, in `unit`; null for counts. */
  looksFor: number | null
  decides: boolean
  judgement: Judgement
  why: GateWhy | null
}

export interface Gate {
  schemaVersion: 1
  /** Runs whose records were judged: one with both versions, or two. */
  runs: { base: string; head: string }
  /** How each side is called. */
  titles: { base: string; head: string }
  /** Whether base and head were arms of one run, measured in the same rounds. */
  isInterleaved: boolean
  limits: GateLimits
  /** Of each interval; together they hold at 95 %. Null without intervals. */
  confidence: number | null
  rows: GateRow[]
  /** Why nothing may be compared; empty where something is. */
  obstacles: Difference[]
  /** What only one of two runs has, or has in another way. */
  leftOut: Difference[]
  gaps: GateGap[]
  /** Sentences about the files of the records, such as a record that a kill cut off. */
  notices: string[]
  /** `no baseline`: base has no figures, so that there is nothing to hold head against. */
  verdict: Judgement | 'no baseline' | 'not comparable'
}
