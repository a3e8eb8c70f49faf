/** Writes the report of a run that has ended, and says how the run came out. */
import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { messageOf, type ExitCode } from '../errors.ts'
import { REPORT_MARKDOWN } from '../report/model/file-names.ts'
import type { Calibration } from '../results/calibration.ts'
import { writeCalibration } from '../results/calibration-files.ts'
import type { Outcome } from './outcome.ts'
import type { RunOptions } from './resolve-run.ts'
import { appendStepSummary } from './step-summary.ts'
import { writeReport, type WrittenReport } from './write-report.ts'

export type ReportedRun = WrittenReport

/**
 * Writes the report and prints its short form: on stdout, or on stderr where events are on stdout.
 * @returns the report, and the exit code of a run that was not interrupted
 */
export async function reportOutcome(
  options: RunOptions,
  outcome: Outcome,
  runDir: string,
): Promise<{ reported: ReportedRun; exitCode: ExitCode }> {
  const reported = await reportRun(options, runDir)
  const { json, prices } = options
  const text = outcome.render({ ...reported, prices }, reported.page)
  ;(json ? process.stderr : process.stdout).write(text)
  return { reported, exitCode: outcome.exitCodeOf(reported) }
}

/**
 * Writes the report, appends it to the summary of the step where one runs, and stores the calibration with the run.
 * @throws UsageError when the report cannot be written
 */
async function reportRun({ reportsDir, prices }: RunOptions, runDir: string): Promise<ReportedRun> {
  const reported = await writeReport(runDir, join(reportsDir, basename(runDir)), prices)
  keepCalibration(runDir, reported.calibration)
  const markdown = join(dirname(reported.page), REPORT_MARKDOWN)
  appendStepSummary(() => readFileSync(markdown, 'utf8'), markdown)
  return reported
}

/** Stores the calibration with the run, so that later reports have it even when the counterpart run has been deleted. */
function keepCalibration(runDir: string, calibration: Calibration | null): void {
  if (calibration === null) return
  try {
    writeCalibration(runDir, calibration)
  } catch (error) {
    process.stderr.write(`the calibration could not be stored with the run: ${messageOf(error)}\n`)
  }
}
