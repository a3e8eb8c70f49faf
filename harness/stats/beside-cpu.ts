/** What the kernel did beside running tasks, for one page: explains CPU, is never ranked. */
import type { Reading } from '../results/record.ts'
import type { BesideCpu } from './analysis.ts'
import { median } from './quantile.ts'
import type { CompletedTrial } from './used-rounds.ts'

/** Medians over the trials that count; null without one. A reading that one trial lacks is lacking. */
export function besideCpu(trials: readonly CompletedTrial[]): BesideCpu | null {
  if (trials.length === 0) return null
  const perPage = (total: (trial: CompletedTrial) => number): number =>
    median(trials.map((trial) => total(trial) / trial.ledger.completed))
  const unread = trials.map(({ cpu }) => cpu.pressureSomeUs).find((value) => typeof value !== 'number')
  const waited: Reading = unread ?? median(trials.map(({ cpu }) => Number(cpu.pressureSomeUs) / cpu.wallUs))
  return {
    contextSwitchesPerPage: perPage(({ cpu }) => cpu.contextSwitches),
    softirqsPerPage: perPage(({ cpu }) => Object.values(cpu.softirqs).reduce((sum, count) => sum + count, 0)),
    pressureShare: waited,
  }
}
