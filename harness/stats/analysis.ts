/** The result of `analyze`: what a run means. It is stored as summary.json and shown by the report. Pure data. */
import type { DrawnPage, InvalidReason, NotMeasured, Reading } from '../results/record.ts'
import type { CpuParts } from './cpu-parts.ts'
import type { Metric, MetricUnit } from './metrics.ts'

/** An exact order-statistic interval. Fields that may hold one are null when there are too few rounds. */
export interface Interval {
  low: number
  high: number
  /** The coverage that the interval really has, such as 0.968. */
  confidence: number
}
export interface Estimate {
  median: number
  interval: Interval | null
  /** The values behind the median, one for each round (or each bring-up), in order. */
  values: number[]
}
/** `not resolved`: the interval crosses a border of the margin, or the same arm twice differs by as much. */
export type Verdict = 'higher' | 'lower' | 'equivalent' | 'not resolved' | 'withheld'

/** What one arm costs compared with another in the same rounds. */
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
  /** For the headline metric: the difference divided by the hops on the page's longest path. Null for the others, because tails and sums cannot be divided by hops. */
  perHop: Estimate | null
  /** Differences up to this count as equal. The rule for it is fixed before the run. In `unit`. */
  margin: number
  verdict: Verdict
  /** Why the comparison is not resolved or withheld, and what would resolve it; null otherwise. */
  reason: string | null
  /** Whether the interval is taken over rounds, or over bring-ups because their spread dominates. */
  over: 'rounds' | 'bring-ups'
  rounds: number
}

/** Memory of an arm: medians over the rounds that count. */
export interface ArmMemory {
  /** Services, proxies, agents, and kernel memory if it was read; without the client and the control plane. */
  totalBytes: number
  appBytes: number
  proxyBytes: number
  agentBytes: number
  kernelBytes: Reading
  /** 0 in an arm without proxies. */
  proxyBytesPerPod: Reading
}

/** What the kernel did besides running tasks, on the whole host and including its work while idle: medians over the rounds that count. */
export interface BesideCpu {
  contextSwitchesPerPage: Reading
  softirqsPerPage: number
  /** Share of time in which some task waited for a CPU (PSI). */
  pressureShare: Reading
}

/** A part of a page by the hop clock, over bring-ups: each window's mean, median and 10th percentile. */
export interface ClockedPart {
  meanUs: Estimate
  p50Us: Estimate
  p10Us: Estimate
}

/** One call of a page by the hop clock. */
export interface ClockedHop {
  /** The place of the call in the page: "1", "11", "12". */
  path: string
  from: string
  to: string
  transport: ClockedPart
  request: ClockedPart
  response: ClockedPart
  /** The called service's own time. */
  app: ClockedPart
  /** Null where no proxy is between the two services. */
  proxied: Record<
    'callerLoopback' | 'callerProxy' | 'wire' | 'calleeProxy' | 'calleeLoopback',
    ClockedPart
  > | null
}

/** What the hop clock says about an arm, over all windows that count. */
export interface ArmClock {
  /** Joined pages, and completed pages that could not be joined. */
  pages: number
  unmatchedPages: number
  exchanges: number
  retransmitted: number
  odd: Record<string, number>
  /** Mean of all parts of a page divided by the mean by the client's own clock. */
  sumOfParts: number
  client: ClockedPart
  transportPerHop: ClockedPart
  appPerHop: ClockedPart
  connect: ClockedPart | null
  hops: ClockedHop[]
  /** Real pages: the one nearest to the median of all windows, and the one nearest to the 99th percentile. */
  medianPage: DrawnPage | null
  slowPage: DrawnPage | null
}

export interface ArmSummary {
  arm: string
  load: string
  /** `discarded`: completed, but another arm's trial of that round was not, so the round does not count. */
  trials: { completed: number; invalid: number; failed: number; discarded: number }
  /** What went wrong, one entry for each incident: reasons of invalid and failed trials, and failed bring-ups. */
  problems: InvalidReason[]
  /** The arm's own figure in each metric, at 95 %, over the same trials as the differences; null without a figure. */
  levels: Record<Metric, Estimate | null>
  lagP50Us: number | null
  /** CPU above idle for 1000 pages: the median of each part over rounds. */
  cpuPer1000: CpuParts | NotMeasured
  /** CPU-seconds an hour of the arm's own units while the arm is thawed and has no load. */
  idleCpuSecondsPerHour: Reading
  /** What the control plane (the mesh's and the cluster's own servers) takes. No other figure includes it. Null without a control plane. */
  controlPlane: { idleCpuSecondsPerHour: Reading; bytes: Reading } | null
  besideCpu: BesideCpu | NotMeasured
  memory: ArmMemory | NotMeasured
  /** The parts of a page by the hop clock. */
  clock: ArmClock | NotMeasured
  /** Pages a second at saturation, in a closed loop. */
  capacity:
    { pagesPerSecond: Estimate; cpuPer1000: Reading; clientBound: boolean | NotMeasured } | NotMeasured
  /** Distribution of all pages of the used rounds: latency at each share. */
  cdf: { share: number; us: number }[]
}

/** A twin minus the baseline, in the same rounds, at 95 %. Both are the same datapath, so the true difference is 0. */
export interface TwinDifference {
  arm: string
  load: string
  metric: Metric
  unit: MetricUnit
  difference: Estimate
  /** Null unless this is the headline metric. */
  perHop: Estimate | null
}

/** What the differences between the baseline and its twins say about the machine. */
export interface Noise {
  load: string
  verdict: 'quiet' | 'noisy' | 'invalid'
  /** The twin that differs most from the baseline; null in a run without twins. */
  twin: string | null
  /** The A/A difference of that twin's p50, at 95 %; null when no usable round has both arms. */
  aaUs: Estimate | null
  /** Every twin, in the scenario's order. Twins in other clusters show what the cluster alone changes for the same datapath. */
  twins: { arm: string; aaUs: Estimate | null }[]
  /** Smallest difference of a page's p50 that this run can resolve. */
  resolvesUs: number | null
  /** A sentence that says what would bring the half-width of the A/A interval to 5 % of p50. */
  advice: string
  warnings: string[]
}

export interface Analysis {
  schemaVersion: 2
  runId: string
  /** Number of comparisons in the family. `confidencePerInterval` follows from it by Bonferroni's correction. */
  familySize: number
  confidencePerInterval: number
  arms: ArmSummary[]
  comparisons: Comparison[]
  twins: TwinDifference[]
  noise: Noise[]
  evidence: { held: number; total: number; broken: string[] }
}
