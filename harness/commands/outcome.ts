/** What a command makes of the outcome of its run: an exit code, and what is printed. */
import { EXIT, type ExitCode } from '../errors.ts'
import type { ReportInput } from '../report/report-input.ts'
import { renderTerminal } from '../report/terminal.ts'
import { furtherRates } from '../results/further-rates.ts'
import type { RunRecord } from '../results/record.ts'
import type { Analysis } from '../stats/analysis.ts'

/** What a command makes of the outcome of its run. */
export interface Outcome {
  /** The exit code of a run that was not interrupted. */
  exitCodeOf: (analysis: Analysis, run: RunRecord) => ExitCode
  /** What is printed. */
  render: (input: ReportInput) => string
}

/** Of `bench`. */
export const BENCH: Outcome = {
  exitCodeOf: (analysis, { loads }) =>
    isConclusive(
      analysis,
      furtherRates(loads).map(({ name }) => name),
    )
      ? EXIT.ok
      : EXIT.inconclusive,
  render: (input) => renderTerminal(input),
}

/**
 * Whether the run answers the scenario's question: the machine was quiet enough, every arm was measured, and every arm
 * took the path that it claims. Further rates of the first load's question have verdicts of their own, with fewer windows behind
 * them; they do not decide.
 */
const isConclusive = (analysis: Analysis, further: readonly string[]): boolean => {
  const isAsked = ({ load }: { load: string }): boolean => !further.includes(load)
  return (
    analysis.noise.filter(isAsked).every(({ verdict }) => verdict === 'quiet') &&
    analysis.evidence.broken.length === 0 &&
    analysis.comparisons
      .filter(isAsked)
      .every(({ metric, verdict }) => metric !== 'p50' || verdict !== 'withheld') &&
    analysis.arms.filter(isAsked).every(({ levels }) => levels.p50 !== null)
  )
}
