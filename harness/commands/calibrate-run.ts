/** Compares a run with the newest run of the other provider. */
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
 * The calibration of a run against its counterpart, the newest run in the same folder that was on the other provider.
 * Without a counterpart this is the calibration that was stored with the run; null where there is none either. Nothing is
 * written. The sample run is never a counterpart.
 * @throws UsageError when the stored calibration is damaged.
 */
export function calibrateRun(stored: StoredRun, analysis: Analysis): Calibration | null {
  const calibration = isRunId(basename(stored.dir)) ? newestCalibration(stored, analysis) : null
  return calibration ?? readCalibration(stored.dir)
}

/** The calibration against the newest run in the same folder that can be read and has a datapath in common. */
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

/** The run in this folder and its analysis. null when the folder holds no run, or a run that cannot be read. */
function counterpart(dir: string, run: RunRecord) {
  try {
    if (!isCounterpart(run, readRunRecord(dir))) return null
    const { run: other, journal, evidence } = readRun(dir)
    // A calibration does not compare distributions, so raw samples are not read.
    return { run: other, journal, analysis: analyze(other, journal, evidence, () => null) }
  } catch (error) {
    if (error instanceof BenchError) return null
    throw error
  }
}
