/** The result of `analyze`: what a run means. It is stored as summary.json and shown by the report. Pure data. */
import type {
  Capability,
  DrawnPage,
  InvalidReason,
  NotMeasured,
  Reading,
  SaturationEnd,
} from '../results/record.ts'
import type { CpuParts } from './cpu-parts.ts'
import type { Estimate, Interval } from './interval.ts'
import type { Clock, Metric, MetricUnit } from './metrics.ts'
import type { PlantedAnalysis } from './planted/planted-analysis.ts'
import type { VarianceParts } from './variance-parts.ts'

export type { Estimate, Interval } from './interval.ts'

/** `not resolved`: the interval crosses a border of the margin, or the same arm twice differs by as much. */
export type Verdict = 'higher' | 'lower' | 'equivalent' | 'not resolved' | 'withheld'

/** What one arm costs compared with another in the same bring-ups. */
export interface Comparison {
  arm: string
  baseline: string
  load: string
  metric: Metric
  /** Whose clock the verdict is by; null for CPU. */
  clock: Clock | null
  unit: MetricUnit
  /** Paired differences arm − baseline. */
  difference: Estimate
  /** Paired ratios arm / baseline; null where a value is not above 0. */
  ratio: Estimate | null
  /** For p50, mean and p10 of pages: the difference divided by the hops on the page's longest path. Null for the others: tails and sums cannot be divided by hops, and the hop clock's figures are those of a hop already. */
  perHop: Estimate | null
  /** Differences up to this count as equal. The rule for it is fixed before the run. In `unit`. */
  margin: number
  verdict: Verdict
  /** Why the comparison is not resolved or withheld, and what would resolve it; null otherwise. */
  reason: string | null
  /** Bring-ups behind the interval, and rounds behind the bring-ups. */
  bringUps: number
  rounds: number
}

/** Memory of an arm: medians over the trials that count. */
export interface ArmMemory {
  /** Services, proxies, agents, and kernel memory if it was read; without the client and the control plane. */
  totalBytes: number
  appBytes: number
  proxyBytes: number
  agentBytes: number
  kernelBytes: Reading
  /** Part of `proxyBytes`: the proxies' program and its libraries, which a node holds once however many of its pods have a proxy. */
  proxyFileBytes: Reading
  /** All of `proxyBytes`, shared out; 0 in an arm without proxies. */
  proxyBytesPerPod: Reading
  /** Number of proxies. */
  proxies: Reading
}

/** What the kernel did besides running tasks, on the whole host and including its work while idle: medians over the trials that count. */
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
  /** Joined pages, and completed pages that could not be joined, in the windows that were read. */
  pages: number
  unmatchedPages: number
  /** Windows that were read, and why each of the others was not. */
  windows: number
  unread: string[]
  exchanges: number
  retransmitted: number
  odd: Record<string, number>
  /** Encrypted exchanges between proxies that could not be told apart: the split of a hop leaves them out. */
  ambiguousWires: number
  /** New connections in all windows. */
  connects: number
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

/** What the clock's own programs take, which is in the rows of the programs whose sockets they stamp. */
export interface ClockPrice {
  usPerPage: number
  /** Packets that the programs saw, both ways, ACKs included. */
  packetsPerPage: number
  nsPerPacketOut: number
  nsPerPacketIn: number
}

/**
 * What kept an arm from carrying more pages at saturation. `host CPU`: the host was over 95 % busy. `load client`: its one thread was
 * near a whole core. `not saturated`: neither; `because` says why no more connections were tried. `not searched`: an older run, which
 * had the same number of connections for every arm.
 */
export type CapacityLimit =
  | { by: 'host CPU' | 'load client' | 'not searched' }
  | { by: 'not saturated'; because: SaturationEnd | 'search failed' }

/** What an arm carries at saturation, in a closed loop. */
export interface ArmCapacity {
  /** Median of rounds, with its interval at 95 %. */
  pagesPerSecond: Estimate
  /** CPU-seconds for 1000 pages: what arms are compared by, without the load generator. */
  cpuPer1000: Reading
  connections: number
  /** Medians of rounds, as shares of the host and of one core. */
  hostBusyShare: Reading
  clientCoreShare: Reading
  limit: CapacityLimit | NotMeasured
}

/** What an arm made visible, from before each load until after it, warm-up included. */
export interface ArmSeen {
  /** That arrived: connection events, lines, scrapes or spans. */
  events: number
  bytesPerEvent: Reading
  lost: Reading
  /** In all rounds at saturation and the search before them, which belong to no load; null where there were none. */
  atSaturation: { events: number; lost: Reading } | null
}

/** How many times the pages of `baseline` an arm carries, over the same rounds at saturation, at 95 %; or why that means nothing. */
export interface CapacityRatio {
  arm: string
  baseline: string
  ratio: Estimate | NotMeasured
}

export interface ArmSummary {
  arm: string
  load: string
  /** `flagged`: completed and counted, but something was odd. `discarded`: completed, but in no difference, because the other arm has no trial in that round. */
  trials: { completed: number; flagged: number; invalid: number; failed: number; discarded: number }
  /** What went wrong, one entry for each incident: reasons of invalid and failed trials, and failed bring-ups. */
  problems: InvalidReason[]
  /** What was odd about trials that count, one entry for each incident. */
  flags: InvalidReason[]
  /** The arm's own figure in each metric, at 95 %, over its trials that count; null without a figure. */
  levels: Record<Metric, Estimate | null>
  lagP50Us: number | null
  /** How many pages were under way in the mean: mean over bring-ups. */
  pagesUnderWay: Reading
  /** CPU for 1000 pages: the mean of each part over bring-ups, so that parts add up and differences agree with the arms' figures. */
  cpuPer1000: CpuParts | NotMeasured
  /** CPU-seconds an hour of the arm's own units while the arm is thawed and has no load. */
  idleCpuSecondsPerHour: Reading
  /** What the control plane (the mesh's and the cluster's own servers) takes. No other figure includes it. Null without a control plane. */
  controlPlane: { idleCpuSecondsPerHour: Reading; bytes: Reading } | null
  besideCpu: BesideCpu | NotMeasured
  memory: ArmMemory | NotMeasured
  /** The same for each bring-up whose windows were read, for differences with an interval; empty where memory was not read. */
  memoryByBringUp: { bringUp: number; memory: ArmMemory }[]
  /** The parts of a page by the hop clock. */
  clock: ArmClock | NotMeasured
  clockPrice: ClockPrice | NotMeasured
  capacity: ArmCapacity | NotMeasured
  /** Absent for an arm that makes nothing visible, and in older runs. */
  seen?: ArmSeen
  /** Distribution of all pages of the trials that count: latency at each share. */
  cdf: { share: number; us: number }[]
}

/** One capability of one arm: whether the datapath could give it as it was set up, and whether this run used it. */
export interface CapabilityFact {
  arm: string
  capability: keyof Capability
  could: boolean
  /** The proofs that showed the capability at work, or why none did; null where the datapath does not have it. */
  exercised:
    | { proofs: number; sources: string[] }
    | { notExercised: 'no policy' | 'no rule about HTTP' | 'no proof' | 'a proof did not hold' }
    | null
}

/** A twin minus the baseline, in the same bring-ups, at 95 %. Both are the same datapath, so the true difference is 0. */
export interface TwinDifference {
  arm: string
  load: string
  metric: Metric
  clock: Clock | null
  unit: MetricUnit
  difference: Estimate
  /** As in `Comparison`. */
  perHop: Estimate | null
}

/** What an arm showed on both sides of a cut, in µs: the p50 of the baseline, and of each other arm how much its p50 is above the baseline's. */
export interface BeforeAfter {
  arm: string
  of: 'level' | 'cost'
  before: number
  after: number
  /** Of after − before, at 95 % for all arms of the load together. */
  change: Interval
  /** Whether the interval holds 0. */
  isWithinNoise: boolean
}

export interface CutComparison {
  /** Which of the run's cuts: as many sessions lie before it. */
  session: number
  bringUpsBefore: number
  bringUpsAfter: number
  arms: BeforeAfter[]
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
  /** Difference of a page's p50 that nine of ten such runs find, between two arms as noisy as the same arm twice; null where that is not known. */
  resolvesUs: number | null
  /** Confidence of the test for "the same arm twice differs by more than chance"; with more tests in a run it is higher. */
  alarmConfidence: number
  /** Whether the same arm twice differs by more than chance, by the hop clock. */
  isAlarmedByHopClock: boolean
  /** A sentence that says what would bring the half-width of the A/A interval to 5 % of p50. */
  advice: string
  warnings: string[]
  /** What the planted effects say about the instrument. `missed` makes the verdict invalid, `not calibrated` keeps it from being quiet. */
  instrument: PlantedAnalysis['verdict']
}

/** What the rule does with one difference, in simulated runs. */
export interface RuleRates {
  arm: string
  baseline: string
  /** Half-width of the interval at 95 %, on average, in the unit of the metric. */
  halfWidth: number
  /** The true difference that comes out higher or lower, as it is, in 90 % of such runs. */
  finds: number
  /** Share of runs in which two arms that cost the same come out equivalent. */
  equivalentShare: number
  /** Share of runs in which two arms that cost the same come out higher or lower. */
  wrongDirections: number
}

/** One clock's part in the error rates, by its headline metric. */
export interface ClockRates {
  clock: Clock
  metric: Metric
  unit: MetricUnit
  /** The run's own spread, from which runs are simulated. */
  parts: VarianceParts
  comparisons: RuleRates[]
  /** Two arms as noisy as the same arm twice; null without a twin. */
  aa: RuleRates | null
}

/** What the rule of verdicts does with noise like that of this run. All are shares of simulated runs. */
export interface ErrorRates {
  simulatedRuns: number
  /** Some interval of the family, by either clock, misses the true difference. */
  familyError: number
  /** Some verdict of the family says higher or lower although all arms cost the same. */
  wrongDirections: number
  /** A healthy machine on which the same arm twice is said to differ by more than chance. */
  aaAlarms: number
  clocks: ClockRates[]
}

/** What an arm's place in the order of raising does to its figures. */
export interface RaiseOrder {
  /** How far the mean places of two arms are apart at most, as a share of the way from the first place to the last: so much of the effect may be in their difference. 0 where every arm was raised in every place equally often. */
  imbalance: number
  /** By each clock: what raising an arm last instead of first adds, as a share of the arm's own figure, at 95 %. */
  effects: { metric: Metric; clock: Clock | null; share: Estimate }[]
}

/** How the difference of two arms changes from the first window of a bring-up to the last, µs a hop, at the confidence of the family. */
export interface Settling {
  arm: string
  baseline: string
  metric: Metric
  clock: Clock | null
  perHop: Estimate
}

/** Increased when a field of `summary.json` changes its meaning or is removed. */
export const SUMMARY_VERSION = 2

export interface Analysis {
  schemaVersion: typeof SUMMARY_VERSION
  runId: string
  /** Number of intervals in the family: comparisons, by each clock that the run has. `confidencePerInterval` follows from it by Bonferroni's correction. */
  familySize: number
  confidencePerInterval: number
  arms: ArmSummary[]
  capabilities: CapabilityFact[]
  comparisons: Comparison[]
  twins: TwinDifference[]
  /** For each comparison of the plan. Capacity belongs to no load. */
  capacityRatios: CapacityRatio[]
  noise: Noise[]
  /** For each load, or why it is not known. */
  errorRates: { load: string; rates: ErrorRates | NotMeasured }[]
  /** For each load, or why it is not known. */
  /** What changed over a cut of a resumed run; absent in a run that was never resumed. */
  beforeAfter?: { load: string; compared: CutComparison | NotMeasured }[]
  raiseOrder: { load: string; effect: RaiseOrder | NotMeasured }[]
  /** For each load, in its headline metrics; no pairs where a bring-up has one round. */
  settling: { load: string; pairs: Settling[] }[]
  planted: PlantedAnalysis
  /** Why no figure of the hop clock may be used in this run; null where they may be used, or where there is no clock. */
  clockObstacle: string | null
  evidence: { held: number; total: number; broken: string[] }
}
