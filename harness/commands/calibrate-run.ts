/** Holds a run against the newest one of the other provider, and keeps what comes of it in the run's folder. */
import { readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { BenchError, messageOf } from '../errors.ts'
import type { Calibration } from '../results/calibration.ts'
import { readCalibration, writeCalibration } from '../results/calibration-files.ts'
import { readRun, readRunRecord, type StoredRun } from '../results/read-run.ts'
import type { RunRecord } from '../results/record.ts'
import type { Analysis } from '../stats/analysis.ts'
import { analyze } from '../stats/analyze.ts'
import { calibrate, isCounterpart } from '../stats/calibration.ts'
import { isRunId } from '../system/run-names.ts'

/**
 * The calibration of a run, written to its folder: a report is made from nothing else. Where no run beside it is its
 * counterpart, the one that is there already; null where there is none. The sample is nobody's counterpart.
 * @throws UsageError where the one that is there is damaged.
 */
export function calibrateRun(stored: StoredRun, analysis: Analysis): Calibration | null {
  const calibration = isRunId(basename(stored.dir)) ? newestCalibration(stored, analysis) : null
  if (calibration === null) return readCalibration(stored.dir)
  try {
    writeCalibration(stored.dir, calibration)
    return calibration
  } catch (error) {
    stored.notices.push(`the calibration cannot be kept, and is left out: ${messageOf(error)}`)
    return null
  }
}

/** Against the newest run in the same folder that can be read and shares a datapath. */
function newestCalibration({ dir, run, journal }: StoredRun, analysis: Analysis): Calibration | null {
  const folder = dirname(dir)
  const others = readdirSync(folder).filter((id) => isRunId(id) && id !== basename(dir))
  for (const id of others.toSorted().toReversed()) {
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
    if (!isCounterpart(run, readRunRecord(join(dir, 'run.json')))) return null
    const { run: other, journal, evidence } = readRun(dir)
    // Distributions are not compared, so raw samples are not read.
    return { run: other, journal, analysis: analyze(other, journal, evidence, () => null) }
  } catch (error) {
    if (error instanceof BenchError) return null
    throw error
  }
}
