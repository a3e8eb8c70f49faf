/** One load of a run with its arms: where a section of the report finds its figures. */
import type { RunRecord } from '../../results/record.ts'
import type { ArmSummary, Comparison, Estimate, Metric, Noise } from '../../stats/analysis.ts'
import type { ReportInput } from '../report-input.ts'
import { armViews, type ArmView } from './arm-view.ts'
import { rate } from './format.ts'
import { problemWords } from './problems.ts'

export interface LoadView {
  load: RunRecord['loads'][number]
  /** "200 pages/s": stands beside every figure. */
  rate: string
  hops: number
  arms: ArmView[]
  baseline: ArmView
  treatments: ArmView[]
  noise: Noise | null
  /** The baseline measured again, each with its difference from it. */
  twins: { arm: ArmView; aaUs: Estimate | null }[]
  summary(arm: ArmView): ArmSummary | null
  /** What the arm's cost is taken against: the baseline, or the direct chain of its own cluster. */
  against(arm: ArmView): ArmView
  /** The arm against that, or against `other`. */
  comparison(arm: ArmView, metric: Metric, other?: ArmView): Comparison | null
  /** Further comparisons, of arms with one another: sidecar against eBPF. */
  pairs: { arm: ArmView; other: ArmView }[]
  /** Whether some arm has a mesh's or a cluster's own servers. */
  hasControlPlane: boolean
}

/** Views of all loads; the first is the one the answer is made from. A run without a baseline has none. */
export function loadViews({ run, analysis }: ReportInput): LoadView[] {
  const arms = armViews(run)
  const baseline = arms.find(({ role }) => role === 'baseline')
  if (!baseline) return []
  return run.loads.map((load) => {
    const here = analysis.comparisons.filter((comparison) => comparison.load === load.name)
    const against = (arm: ArmView): ArmView => arms.find(({ name }) => name === arm.against) ?? baseline
    const pairKeys = new Set(here.map((one) => `${one.arm}\n${one.baseline}`))
    const noise = analysis.noise.find((noise) => noise.load === load.name) ?? null
    return {
      load,
      rate:
        load.pagesPerSecond === null
          ? 'a rate that was never chosen'
          : `${rate(load.pagesPerSecond)} pages/s`,
      hops: run.scenario.hopsPerPage,
      arms,
      baseline,
      treatments: arms.filter(({ role }) => role === 'treatment'),
      noise,
      twins: (noise?.twins ?? []).flatMap(({ arm, aaUs }) => {
        const twin = arms.find(({ name }) => name === arm)
        return twin ? [{ arm: twin, aaUs }] : []
      }),
      summary: (arm) => analysis.arms.find((one) => one.arm === arm.name && one.load === load.name) ?? null,
      against,
      comparison: (arm, metric, other = against(arm)) =>
        here.find((one) => one.arm === arm.name && one.metric === metric && one.baseline === other.name) ??
        null,
      pairs: [...pairKeys].flatMap((key) => {
        const [arm, other] = key.split('\n').map((name) => arms.find((view) => view.name === name))
        return arm && other && other !== baseline && other !== against(arm) ? [{ arm, other }] : []
      }),
      hasControlPlane: analysis.arms.some((one) => one.load === load.name && one.controlPlane !== null),
    }
  })
}

/** "direct (istio-sidecar's cluster)" where that is what an arm is compared with; null where it is the baseline. */
export function againstWords(view: LoadView, arm: ArmView): string | null {
  const against = view.against(arm)
  return arm.role !== 'treatment' || against === view.baseline ? null : against.label
}

/** Why an arm that has figures has no cost: what it is compared with has none. Null where it has one. */
export function uncompared(view: LoadView, arm: ArmView): string | null {
  const against = view.against(arm)
  if (view.comparison(arm, 'p50') || !view.summary(arm)?.p50Us || view.summary(against)?.p50Us) return null
  return `what it is compared with, ${against.label}, has no figures`
}

/** Why an arm has no figures under this load, in words; null where it has some. */
export function absence(view: LoadView, arm: ArmView, input: ReportInput): string | null {
  const summary = view.summary(arm)
  if (summary && summary.p50Us) return null
  const failures = input.journal.flatMap((record) =>
    record.kind === 'bring-up'
      ? record.failedArms.filter((failed) => failed.arm === arm.name).map(({ problem }) => problem.what)
      : [],
  )
  const problems = problemWords(summary?.problems ?? [])
  const reasons = [...new Set(failures), ...problems]
  if (reasons.length > 0) return reasons.join('; ')
  return summary && summary.trials.discarded > 0
    ? 'every round it completed was discarded because of another arm'
    : 'no trial of it was completed'
}
