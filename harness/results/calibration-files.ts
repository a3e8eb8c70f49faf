/** `calibration.json` in the folders of runs: written, read, and found again for those who quote it. */
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { messageOf, UsageError } from '../errors.ts'
import { runIdsIn } from './run-index.ts'
import { calibrationSchema, sameHost, type Calibration } from './calibration.ts'

const FILE = 'calibration.json'

/**
 * The calibration in a run's folder; null where there is none.
 * @throws UsageError where it is damaged or of another version.
 */
export function readCalibration(runDir: string): Calibration | null {
  const file = join(runDir, FILE)
  if (!existsSync(file)) return null
  try {
    return calibrationSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error)
    throw new UsageError(
      `${file} is not the calibration it should be: ${why}`,
      'remove it: `npm run report` writes it anew where the run of the other provider is still there',
    )
  }
}

/** Written beside and renamed: a reader never sees half of it. */
export function writeCalibration(runDir: string, calibration: Calibration): void {
  const path = join(runDir, FILE)
  try {
    writeFileSync(`${path}.new`, JSON.stringify(calibration, null, 2) + '\n', { flush: true })
    renameSync(`${path}.new`, path)
  } finally {
    rmSync(`${path}.new`, { force: true })
  }
}

/** Every readable calibration of this host, the newest first; by its later run, both runs' folders may hold it. */
export function latestCalibrations(resultsDir: string, host: Calibration['host']): Calibration[] {
  return runIdsIn(resultsDir)
    .flatMap((id) => readableCalibration(join(resultsDir, id)) ?? [])
    .filter((calibration) => sameHost(calibration.host, host))
    .toSorted((a, b) => laterRun(b).localeCompare(laterRun(a)))
}

/** Ids begin with the time. */
const laterRun = ({ model, real }: Calibration): string => (model.run > real.run ? model.run : real.run)

/** One that is damaged or of another version is quoted by nobody; whoever reports its run is told. */
function readableCalibration(runDir: string): Calibration | null {
  try {
    return readCalibration(runDir)
  } catch {
    return null
  }
}
