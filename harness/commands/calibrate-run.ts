/** Holds a run against the newest one of the other provider. */
import { basename, dirname, join } from 'node:path'
import { BenchError } from '../errors.ts'
import type { Calibration } from '../results/calibration.ts'
import { readCalibration } from '../results/calibration-files.ts'
import { readRun, readRunRecord, type StoredRun } from '../results/read-run.ts'
import type { RunRecord } from '../results/record.ts'
import type { Analysis } from '../stats/analysis.ts'
import { analyze } from '../stats/analyze.ts'
import { calibrate, isCounterpart } from '../stats/calibration.ts'
import { runIdsIn } from '../results/run-index.ts'
import { isRunId } from '../system/run-names.ts'

/**
 * The calibration of a run: against the newest run beside it that is its counterpart, or else the one that the run itself
 * kept; null where there is neither. Nothing is written. The sample is nobody's counterpart.
 * @throws UsageError where the kept one is damaged.
 */
export function calibrateRun(stored: StoredRun, analysis: Analysis): Calibration | null {
  const calibration = isRunId(basename(stored.dir)) ? newestCalibration(stored, analysis) : null
  return calibration ?? readCalibration(stored.dir)
}

/** Against the newest run in the same folder that can be read and shares a datapath. */
function newestCalibration({ dir, run, journal }: StoredRun, analysis: Analysis): Calibration | null {
  const folder = dirname(dir)
  for (const id of runIdsIn(folder).filter((other) => other !== basename(dir))) {
    const other = counterpart(join(folder, id), run)
    if (other === null) continue
    const calibration = calibrate({ run, journal, analysis }, other)
    if (calibration !== null) return calibration
  }
  return null
}

/** The run of that folder with what it means; null where it is none, or cannot be read: then it is not this report's matter. */
function counterpart(dir: string, run: RunRecord) {
  try {
    if (!isCounterpart(run, readRunRecord(dir))) return null
    const { run: other, journal, evidence } = readRun(dir)
    // Distributions are not compared, so raw samples are not read.
    return { run: other, journal, analysis: analyze(other, journal, evidence, () => null) }
  } catch (error) {
    if (error instanceof BenchError) return null
    throw error
  }
}
