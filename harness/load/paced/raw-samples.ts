/** The times of every completed page of a window, and the file of these times. */
import { rmSync, writeFileSync } from 'node:fs'
import { differencesUs, RAW_CLOCKS, RAW_COLUMNS, type RawClock } from '../../results/raw-samples.ts'
import type { PageRun } from '../page-run.ts'

/** Collects the times of pages; grows when a window has more pages than expected. */
export function createRawSamples(expectedPages: number) {
  let values = new Float64Array(Math.ceil(Math.max(1, expectedPages)) * RAW_COLUMNS.length)
  let length = 0
  return {
    /** Adds a page, with its number behind. Its times are stored in nanoseconds from the beginning of the window. */
    add(page: PageRun, windowBeganMs: number): void {
      if (length === values.length) {
        const larger = new Float64Array(values.length * 2)
        larger.set(values)
        values = larger
      }
      for (const clock of RAW_CLOCKS) values[length++] = (page[`${clock}Ms`] - windowBeganMs) * 1e6
      values[length++] = page.number
    },
    all: () => values.subarray(0, length),
  }
}

/** Sorted differences between two of the times, in microseconds. */
export const sortedDifferencesUs = (raw: Float64Array, from: RawClock, to: RawClock): Float64Array =>
  differencesUs(raw, from, to).sort()

/**
 * Writes the samples as little-endian doubles (every machine that hopbench runs on is little-endian).
 * @throws the system's error, such as ENOSPC; an incomplete file is removed.
 */
export function writeRawFile(path: string, raw: Float64Array): void {
  try {
    writeFileSync(path, new Uint8Array(raw.buffer, raw.byteOffset, raw.byteLength))
  } catch (error) {
    rmSync(path, { force: true })
    throw error
  }
}
