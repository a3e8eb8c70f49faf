/** The report as summary of a step in GitHub Actions, which names a file for it in GITHUB_STEP_SUMMARY. */
import { appendFileSync, statSync } from 'node:fs'
import { messageOf } from '../errors.ts'

/** GitHub refuses the summary of a step that is larger (docs.github.com, "Workflow commands", adding a job summary). */
const MOST_BYTES = 1024 * 1024

/**
 * Appends Markdown to the summary of the step; does nothing where no step runs. A summary that cannot be written is told on stderr: the
 * run has its report all the same.
 * @param markdown gives a whole report; asked only where a step runs
 * @param report path of the file that has the same
 */
export function appendStepSummary(
  markdown: () => string,
  report: string,
  environment: NodeJS.ProcessEnv = process.env,
): void {
  const file = environment['GITHUB_STEP_SUMMARY']
  if (!file) return
  try {
    const before = statSync(file, { throwIfNoEntry: false })?.size ?? 0
    const text = markdown()
    const fits = before + Buffer.byteLength(text) <= MOST_BYTES
    appendFileSync(file, fits ? text : `The report is longer than a summary may be: ${report}\n`)
  } catch (error) {
    process.stderr.write(`the summary of the step cannot be written: ${messageOf(error)}\n`)
  }
}
