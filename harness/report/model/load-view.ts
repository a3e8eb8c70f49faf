/** One load of a run with its arms: gives each section of the report the figures it shows. */
import type { NotMeasured, RunRecord } from '../../results/record.ts'
import { isNotMeasured, measured } from '../../results/measured.ts'
import type {
  Analysis,
  ArmClock,
  ArmSummary,
  ClockRates,
  Comparison,
  Estimate,
  Noise,
  TwinDifference,
} from '../../stats/analysis.ts'
import { metricsOf, type Clock, type Metric } from '../../stats/metrics.ts'
import type { ReportInput } from '../report-input.ts'
import type { ArmView } from './arm-view.ts'
import { rate } from './format.ts'
import { listProblems } from './problems.ts'
import { listed } from './text.ts'

export interface LoadView {
  load: RunRecord['loads'][number]
  /** "200 pages/s", shown beside every figure. */
  rate: string
  hops: number
  /** Calls of a page, parallel ones included. */
  callsPerPage: number
  /** The metrics by which arms are compared under this load. */
  metrics: Metric[]
  isQuick: boolean
  /** Confidence of the intervals of comparisons. */
  confidence: number
  arms: ArmView[]
  baseline: ArmView
  treatments: ArmView[]
  noise: Noise | null
  /** Difference of transport, in µs a hop, that the hop clock finds in nine of ten such runs; null where that is not known. */
  hopClockResolvesUs: number | null
  /** For each two arms that are compared, the difference that nine of ten such runs find: p50 of a page and transport of a hop, in µs. Empty where that is not known. */
  pairsResolveUs: Record<Clock, number[]>
  /** Each twin (the baseline measured again) with its difference from the baseline. */
  twins: { arm: ArmView; aaUs: Estimate | null }[]
  summary(arm: ArmView): ArmSummary | null
  /** Text that says why an arm has no figures under this load; null where it has some. */
  absence(arm: ArmView): string | null
  /**
   * The arm's own figure. For every arm but the baseline this is the figure of the arm it is compared with plus the difference,
   * down to the baseline, so that figures and differences always add up, whichever rounds an arm lost. Null where one of them is
   * missing or withheld.
   */
  level(arm: ArmView, metric: Metric): number | null
  /** The arm that this arm's cost is compared with: the baseline, or the direct chain of its own cluster. */
  against(arm: ArmView): ArmView
  /** The comparison of the arm with `against(arm)`, or with `other`. */
  comparison(arm: ArmView, metric: Metric, other?: ArmView): Comparison | null
  /** The twin `arm` minus the baseline. */
  twinDifference(arm: ArmView, metric: Metric): TwinDifference | null
  /** How many times the pages of `other` the arm carries at saturation; null where the two are not compared. */
  capacityRatio(arm: ArmView, other: ArmView): Estimate | NotMeasured | null
  /** Further comparisons, between treatments: sidecar with eBPF. */
  pairs: { arm: ArmView; other: ArmView }[]
  /** What the hop clock says about the arm, or why nothing. */
  clock(arm: ArmView): ArmClock | NotMeasured
  /** Whether the hop clock has read some arm. Where it has, every verdict names its clock. */
  hasHopClock: boolean
  /** Whether some arm has a control plane (the mesh's or the cluster's own servers). */
  hasControlPlane: boolean
}

/** Views of all loads. The report's answer is made from the first. A run without a baseline has no views. */
export function loadViews(input: ReportInput, arms: ArmView[]): LoadView[] {
  const baseline = arms.find(({ role }) => role === 'baseline')
  return baseline ? input.run.loads.map((load) => loadView(load, input, arms, baseline)) : []
}

function loadView(load: LoadView['load'], input: ReportInput, arms: ArmView[], baseline: ArmView): LoadView {
  const { run, analysis } = input
  const here = analysis.comparisons.filter((comparison) => comparison.load === load.name)
  const noise = analysis.noise.find((noise) => noise.load === load.name) ?? null
  const armNamed = (wanted: string): ArmView | undefined => arms.find(({ name }) => name === wanted)
  const against = (arm: ArmView): ArmView => armNamed(arm.against) ?? baseline
  const summary = (arm: ArmView): ArmSummary | null =>
    analysis.arms.find((one) => one.arm === arm.name && one.load === load.name) ?? null
  const comparison = (arm: ArmView, metric: Metric, other = against(arm)): Comparison | null =>
    here.find((one) => one.arm === arm.name && one.metric === metric && one.baseline === other.name) ?? null
  const twinDifference: LoadView['twinDifference'] = (arm, metric) =>
    analysis.twins.find((one) => one.arm === arm.name && one.load === load.name && one.metric === metric) ??
    null
  const level: LoadView['level'] = (arm, metric) => {
    if (arm === baseline) return summary(arm)?.levels[metric]?.middle ?? null
    const own = arm.role === 'twin' ? twinDifference(arm, metric) : comparison(arm, metric)
    const plain = level(against(arm), metric)
    const isWithheld = own !== null && 'verdict' in own && own.verdict === 'withheld'
    return own === null || plain === null || isWithheld ? null : plain + own.difference.middle
  }
  return {
    load,
    rate:
      load.pagesPerSecond === null ? 'a rate that was never chosen' : `${rate(load.pagesPerSecond)} pages/s`,
    hops: run.scenario.hopsPerPage,
    callsPerPage: run.scenario.callsPerPage,
    metrics: metricsOf(run, load.name, input.journal),
    isQuick: run.quick,
    confidence: analysis.confidencePerInterval,
    arms,
    baseline,
    treatments: arms.filter(({ role }) => role === 'treatment'),
    noise,
    hopClockResolvesUs: ratesBy('hop', analysis, load.name)?.aa?.finds ?? null,
    pairsResolveUs: {
      user: findsOf(ratesBy('user', analysis, load.name)),
      hop: findsOf(ratesBy('hop', analysis, load.name)),
    },
    twins: (noise?.twins ?? []).flatMap(({ arm, aaUs }) => {
      const twin = armNamed(arm)
      return twin ? [{ arm: twin, aaUs }] : []
    }),
    summary,
    absence: (arm) => absenceOf(arm, summary(arm), input),
    level,
    against,
    comparison,
    twinDifference,
    capacityRatio: (arm, other) =>
      analysis.capacityRatios.find((one) => one.arm === arm.name && one.baseline === other.name)?.ratio ??
      null,
    pairs: pairsOf(here, armNamed).filter(({ arm, other }) => other !== baseline && other !== against(arm)),
    clock: (arm) =>
      summary(arm)?.clock ?? { notMeasured: absenceOf(arm, summary(arm), input) ?? 'no figures' },
    hasHopClock: analysis.arms.some((one) => one.load === load.name && !isNotMeasured(one.clock)),
    hasControlPlane: analysis.arms.some((one) => one.load === load.name && one.controlPlane !== null),
  }
}

const findsOf = (rates: ClockRates | null): number[] => (rates?.comparisons ?? []).map(({ finds }) => finds)

function ratesBy(wanted: Clock, { errorRates }: Analysis, load: string): ClockRates | null {
  const rates = measured(errorRates.find((one) => one.load === load)?.rates)
  return rates?.clocks.find(({ clock }) => clock === wanted) ?? null
}

/** The pairs of arms that were compared, each pair once however many metrics it was compared by. */
function pairsOf(
  comparisons: readonly Comparison[],
  armNamed: (name: string) => ArmView | undefined,
): LoadView['pairs'] {
  const isFirst = (one: Comparison, index: number): boolean =>
    comparisons.findIndex(({ arm, baseline }) => arm === one.arm && baseline === one.baseline) === index
  return comparisons.filter(isFirst).flatMap(({ arm, baseline }) => {
    const [own, other] = [armNamed(arm), armNamed(baseline)]
    return own && other ? [{ arm: own, other }] : []
  })
}

/** Label of the arm that a treatment is compared with, such as "direct (istio-sidecar's cluster)"; null where it is the baseline. */
export function againstText(view: LoadView, arm: ArmView): string | null {
  const against = view.against(arm)
  return arm.role !== 'treatment' || against === view.baseline ? null : against.label
}

/** "kube-proxy compared with direct; sidecar and eBPF (ours) with kube-proxy". */
export const comparedText = (view: LoadView): string =>
  [...Map.groupBy(view.treatments, (arm) => view.against(arm))]
    .map(
      ([against, arms], index) =>
        `${listed(arms.map(({ label }) => label))} ${index === 0 ? 'compared ' : ''}with ${against.label}`,
    )
    .join('; ')

/** Why an arm with figures has no cost: the arm it is compared with has no figures. Null where the arm has a cost. */
export function uncompared(view: LoadView, arm: ArmView): string | null {
  const against = view.against(arm)
  if (view.comparison(arm, 'p50') || !view.summary(arm)?.levels.p50 || view.summary(against)?.levels.p50)
    return null
  return `${against.label}, which it is compared with, has no figures`
}

function absenceOf(arm: ArmView, summary: ArmSummary | null, { journal }: ReportInput): string | null {
  if (summary?.levels.p50) return null
  const failures = journal.flatMap((record) =>
    record.kind === 'bring-up'
      ? record.failedArms.filter((failed) => failed.arm === arm.name).map(({ problem }) => problem.what)
      : [],
  )
  const problems = listProblems(summary?.problems ?? [])
  const reasons = [...new Set(failures), ...problems]
  if (reasons.length > 0) return reasons.join('; ')
  return 'none of its trials was completed'
}
