/** Writes the report of a stored run: at the end of `bench`, and whenever `report` is called. */
import { existsSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { Sight } from '../flows/seen-by.ts'
import type { Prices } from '../prices/schema.ts'
import { renderReport } from '../report/render-report.ts'
import type { Calibration } from '../results/calibration.ts'
import { readRun, type StoredRun } from '../results/read-run.ts'
import type { Analysis } from '../stats/analysis.ts'
import { analyze } from '../stats/analyze.ts'
import { calibrateRun } from './calibrate-run.ts'
import { readSights } from './read-sights.ts'
import { readVerdicts } from './read-verdicts.ts'
import { cannotWrite } from '../system/cannot-write.ts'
import { makeFolder } from '../system/make-folder.ts'
import { replaceFiles } from '../system/replace-file.ts'

export interface WrittenReport extends StoredRun {
  analysis: Analysis
  /** Comparison with a run of the other provider; null where there is no counterpart. */
  calibration: Calibration | null
  /** What each arm's datapath saw. */
  sights: Sight[]
  /** Path of the HTML file. */
  page: string
}

/**
 * Reads and analyzes the run, compares it with its counterpart of the other provider, and writes the files of `renderReport` to
 * `reportDir`.
 * @throws UsageError when records are damaged, BenchError when the folder cannot be written to.
 */
export async function writeReport(runDir: string, reportDir: string, prices: Prices): Promise<WrittenReport> {
  const stored = readRun(runDir)
  const { run, journal, journalFile, evidence, samplesOf } = stored
  const analysis = analyze(run, journal, evidence, samplesOf)
  const calibration = calibrateRun(stored, analysis)
  const sights = await readSights(runDir, run)
  const files = await renderReport(
    {
      run,
      journal,
      journalFile,
      hasConfigs: existsSync(join(runDir, 'configs')),
      evidence,
      analysis,
      calibration,
      prices,
      sights,
      verdicts: readVerdicts(runDir, run),
    },
    linkBetween(reportDir, runDir),
  )
  try {
    makeFolder(reportDir)
    replaceFiles(reportDir, files)
  } catch (error) {
    throw cannotWrite(
      `the report cannot be written to ${reportDir}`,
      error,
      `choose a folder you may write to with --out; the results in ${runDir} are untouched`,
    )
  }
  return { ...stored, analysis, calibration, sights, page: join(reportDir, 'index.html') }
}

/** Relative link to the run's folder: `../../results/<run>/`. The sample's folder is named "sample", not after its run id. */
const linkBetween = (reportDir: string, runDir: string): string =>
  `${relative(reportDir, runDir).split(sep).map(encodeURIComponent).join('/')}/`
