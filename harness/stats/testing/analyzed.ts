/** Analyses of synthetic runs, and where to look in them. */
import type { Analysis, ArmSummary, Comparison } from '../analysis.ts'
import { analyze } from '../analyze.ts'
import type { Metric } from '../metrics.ts'
import { syntheticRun, type SyntheticOptions, type SyntheticRun } from './synthetic-run.ts'

/** @param change what a test does to the records before they are analysed */
export function analyzed(
  options: SyntheticOptions,
  change: (run: SyntheticRun) => void = () => undefined,
): Analysis {
  const made = syntheticRun(options)
  change(made)
  return analyze(made.run, made.journal, made.evidence, made.samplesOf)
}

export const find = (
  analysis: Analysis,
  arm: string,
  baseline: string,
  metric: Metric = 'p50',
): Comparison | undefined =>
  analysis.comparisons.find((c) => c.arm === arm && c.baseline === baseline && c.metric === metric)

export const summaryOf = (analysis: Analysis, arm: string): ArmSummary =>
  analysis.arms.find((summary) => summary.arm === arm)!
