/** What a command makes of the outcome of its run: an exit code, and what is printed. */
import { EXIT, type ExitCode } from '../errors.ts'
import type { ReportInput } from '../report/report-input.ts'
import { renderTerminal } from '../report/terminal.ts'
import { furtherRates } from '../results/further-rates.ts'
import type { Analysis } from '../stats/analysis.ts'

type Reported = Pick<ReportInput, 'analysis' | 'run' | 'journal' | 'evidence'>

/** What a command makes of the outcome of its run. */
export interface Outcome {
  /** The exit code of a run that was not interrupted. */
  exitCodeOf: (reported: Reported) => ExitCode
  /** What is printed. @param page path of the report */
  render: (input: ReportInput, page: string) => string
}

/** The text, and where the report is. */
export const withPage = (text: string, page: string): string => `${text}\n  report  ${page}\n`

/** Of `bench`. */
export const BENCH: Outcome = {
  exitCodeOf: ({ analysis, run }) =>
    isConclusive(
      analysis,
      furtherRates(run.loads).map(({ name }) => name),
    )
      ? EXIT.ok
      : EXIT.inconclusive,
  render: (input, page) => withPage(renderTerminal(input), page),
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
