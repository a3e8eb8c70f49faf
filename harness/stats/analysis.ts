/** What a run means: the outcome of `analyze`, written as summary.json and drawn by the report. Pure data. */
import type { InvalidReason, NotMeasured, Reading } from '../results/record.ts'
import type { CpuParts } from './cpu-parts.ts'
import type { Metric, MetricUnit } from './metrics.ts'

/** An exact order-statistic interval; null when there are too few rounds for one. */
export interface Interval {
  low: number
  high: number
  /** Coverage actually reached, such as 0.968. */
  confidence: number
}
export interface Estimate {
  median: number
  interval: Interval | null
  /** The values behind it, one per round (or per bring-up), in order. */
  values: number[]
}
/** `notResolved`: the interval crosses a border of the margin, or the same arm twice differs by as much. */
export type Verdict = 'higher' | 'lower' | 'equivalent' | 'not resolved' | 'withheld'

/** Cost of one arm against another in the same rounds. */
export interface Comparison {
  arm: string
  baseline: string
  load: string
  metric: Metric
  unit: MetricUnit
  /** Paired differences arm − baseline. */
  difference: Estimate
  /** Paired ratios arm / baseline; null where a value is not above 0 (CPU above idle can be). */
  ratio: Estimate | null
  /** The difference divided by the hops on the page's longest path, of the headline metric; null for the others: tails and sums do not divide by hops. */
  perHop: Estimate | null
  /** What counts as equal, fixed before the run, in `unit`. */
  margin: number
  verdict: Verdict
  /** Why it is not resolved or withheld, and what would resolve it; null otherwise. */
  reason: string | null
  /** Rounds used; over bring-ups when their spread dominates. */
  over: 'rounds' | 'bring-ups'
  rounds: number
}

/** Medians over the rounds that count. */
export interface ArmMemory {
  /** Services, proxies, agents, and kernel memory where it was read; without the client and the control plane. */
  totalBytes: number
  appBytes: number
  proxyBytes: number
  agentBytes: number
  kernelBytes: Reading
  /** 0 without proxies. */
  proxyBytesPerPod: Reading
}

/** Of the whole host, idle ticks included; medians over the rounds that count. */
export interface BesideCpu {
  contextSwitchesPerPage: Reading
  softirqsPerPage: number
  /** Share of the time in which some task waited for a CPU (PSI). */
  pressureShare: Reading
}

export interface ArmSummary {
  arm: string
  load: string
  /** `discarded`: completed, but another arm's trial of that round was not, so the round does not count. */
  trials: { completed: number; invalid: number; failed: number; discarded: number }
  /** What went wrong, one entry an incident: reasons of invalid and failed trials, bring-ups that failed. */
  problems: InvalidReason[]
  /** The arm's own figure in each metric, at 95 %, over the same trials as the differences; null where it has none. */
  levels: Record<Metric, Estimate | null>
  lagP50Us: number | null
  /** Marginal CPU, the part above idle: median of each part over rounds. */
  cpuPer1000: CpuParts | NotMeasured
  /** CPU-seconds an hour of the arm's own units, thawed and without load. */
  idleCpuSecondsPerHour: Reading
  /** What the mesh's and the cluster's own servers take: never part of the other figures. Null where there are none. */
  controlPlane: { idleCpuSecondsPerHour: Reading; bytes: Reading } | null
  besideCpu: BesideCpu | NotMeasured
  memory: ArmMemory | NotMeasured
  /** Saturation: pages a second in a closed loop. */
  capacity:
    { pagesPerSecond: Estimate; cpuPer1000: Reading; clientBound: boolean | NotMeasured } | NotMeasured
  /** Distribution of all pages of the used rounds, for the CDF: latency at each share. */
  cdf: { share: number; us: number }[]
}

/** A twin − the baseline, in the same rounds, at 95 %: a difference that is none. */
export interface TwinDifference {
  arm: string
  load: string
  metric: Metric
  unit: MetricUnit
  difference: Estimate
  /** Of the headline metric. */
  perHop: Estimate | null
}

/** The baseline against its twins: the difference that is none. */
export interface Noise {
  load: string
  verdict: 'quiet' | 'noisy' | 'invalid'
  /** The twin that differs most from the baseline; null where the run has none. */
  twin: string | null
  /** Its A/A difference of p50, at 95 %; null when no usable round has both. */
  aaUs: Estimate | null
  /** Every twin, in the scenario's order: those in other clusters show what a place alone makes of the same datapath. */
  twins: { arm: string; aaUs: Estimate | null }[]
  /** Smallest p50 difference of a page this run can resolve. */
  resolvesUs: number | null
  /** What would bring the half-width to 5 % of p50, in words. */
  advice: string
  warnings: string[]
}

export interface Analysis {
  schemaVersion: 2
  runId: string
  /** Confidence of each interval, Bonferroni over the family. */
  familySize: number
  confidencePerInterval: number
  arms: ArmSummary[]
  comparisons: Comparison[]
  twins: TwinDifference[]
  noise: Noise[]
  evidence: { held: number; total: number; broken: string[] }
}
