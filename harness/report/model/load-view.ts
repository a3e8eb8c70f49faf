/** One load of a run with its arms: where a section of the report finds its figures. */
import type { RunRecord } from '../../results/record.ts'
import type { ArmSummary, Comparison, Metric, Noise } from '../../stats/analysis.ts'
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
    return {
      load,
      rate: `${rate(load.pagesPerSecond)} pages/s`,
      hops: run.scenario.hopsPerPage,
      arms,
      baseline,
      treatments: arms.filter(({ role }) => role === 'treatment'),
      noise: analysis.noise.find((noise) => noise.load === load.name) ?? null,
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

/** Why an arm has no figures under this load, in words; null where it has some. */
export function absence(view: LoadView, arm: ArmView, input: ReportInput): string | null {
  const summary = view.summary(arm)
  if (summary && summary.p50Us) return null
  const failures = input.journal.flatMap((record) =>
    record.kind === 'bring-up' && record.failedArms[arm.name] ? [record.failedArms[arm.name]!] : [],
  )
  const problems = problemWords(summary?.problems ?? {})
  const reasons = [...new Set(failures), ...problems]
  if (reasons.length > 0) return reasons.join('; ')
  return summary && summary.trials.discarded > 0
    ? 'every round it completed was discarded because of another arm'
    : 'no trial of it was completed'
}
