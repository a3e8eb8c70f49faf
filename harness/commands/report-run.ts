/** Writes the report of a run that has just ended. */
import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { messageOf } from '../errors.ts'
import { REPORT_MARKDOWN } from '../report/model/file-names.ts'
import type { Calibration } from '../results/calibration.ts'
import { writeCalibration } from '../results/calibration-files.ts'
import type { RunOptions } from './resolve-run.ts'
import { appendStepSummary } from './step-summary.ts'
import { writeReport, type WrittenReport } from './write-report.ts'

export type ReportedRun = WrittenReport

/**
 * Writes the report, appends it to the summary of the step where one runs, and stores the calibration with the run.
 * @throws UsageError when the report cannot be written
 */
export async function reportRun({ reportsDir, prices }: RunOptions, runDir: string): Promise<ReportedRun> {
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
