/** Why an arm's own figure may not be told: the report withholds every comparison that the arm is part of. */
import { baselineOf } from '../../results/record.ts'
import type { Metric } from '../../stats/metrics.ts'
import type { ExportedRun } from './exported-run.ts'

/** Null where the figure may be told. The same arm twice is judged as its baseline is. */
export function withheldReason(
  { run, analysis }: Pick<ExportedRun, 'run' | 'analysis'>,
  arm: string,
  load: string,
  metric: Metric,
): string | null {
  const { role } = run.arms.find(({ name }) => name === arm)!
  const judged = role === 'twin' ? baselineOf(run).name : arm
  const own = analysis.comparisons.filter(
    (one) => one.load === load && one.metric === metric && (one.arm === judged || one.baseline === judged),
  )
  return own.length > 0 && own.every(({ verdict }) => verdict === 'withheld') ? own[0]!.reason : null
}
