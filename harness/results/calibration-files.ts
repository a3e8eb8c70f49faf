/** Writes, reads and finds the `calibration.json` files in the folders of runs. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { messageOf, UsageError } from '../errors.ts'
import { readJson } from './read-records.ts'
import { runIdsIn } from './run-index.ts'
import { writeWhole } from './synced.ts'
import { parseCalibration, sameHost, type Calibration } from './calibration.ts'

const FILE = 'calibration.json'

/**
 * The calibration in a run's folder; null without one.
 * @throws UsageError where the file is damaged or has another version.
 */
export function readCalibration(runDir: string): Calibration | null {
  const file = join(runDir, FILE)
  if (!existsSync(file)) return null
  try {
    return parseCalibration(readJson(file))
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error)
    throw new UsageError(
      `${file} is not a valid calibration: ${why}`,
      'remove the file, then build the report again; the report will be without a calibration',
    )
  }
}

/** No reader ever sees half a calibration. */
export const writeCalibration = (runDir: string, calibration: Calibration): void =>
  writeWhole(join(runDir, FILE), calibration)

/** Every readable calibration of this host, the newest first. The later of its two runs gives a calibration its date, because either run's folder may hold the file. */
export function latestCalibrations(resultsDir: string, host: Calibration['host']): Calibration[] {
  return runIdsIn(resultsDir)
    .flatMap((id) => readableCalibration(join(resultsDir, id)) ?? [])
    .filter((calibration) => sameHost(calibration.host, host))
    .toSorted((a, b) => laterRun(b).localeCompare(laterRun(a)))
}

/** The id of the later run; ids begin with the time. */
const laterRun = ({ model, real }: Calibration): string => (model.run > real.run ? model.run : real.run)

/** Null for a calibration that is damaged or has another version: it is not quoted. `report` gives the error for its run. */
function readableCalibration(runDir: string): Calibration | null {
  try {
    return readCalibration(runDir)
  } catch {
    return null
  }
}
