/** The clocks of every completed page of a window, and their file. */
import { rmSync, writeFileSync } from 'node:fs'
import { differencesUs, RAW_CLOCKS, type RawClock } from '../../results/raw-samples.ts'
import type { PageRun } from '../page-run.ts'

/** Collects pages; grows when a window has more of them than expected. */
export function createRawSamples(expectedPages: number) {
  let values = new Float64Array(Math.max(1, expectedPages) * RAW_CLOCKS.length)
  let length = 0
  return {
    /** Adds a page, as nanoseconds from the beginning of the window. */
    add(page: PageRun, windowBeganMs: number): void {
      if (length === values.length) {
        const larger = new Float64Array(values.length * 2)
        larger.set(values)
        values = larger
      }
      for (const clock of RAW_CLOCKS) values[length++] = (page[`${clock}Ms`] - windowBeganMs) * 1e6
    },
    all: () => values.subarray(0, length),
  }
}

/** Sorted differences of two clocks, in microseconds. */
export const sortedDifferencesUs = (raw: Float64Array, from: RawClock, to: RawClock): Float64Array =>
  differencesUs(raw, from, to).sort()

/**
 * Writes the samples as little-endian doubles (every machine hopbench runs on is little-endian).
 * @throws the system's error, such as ENOSPC; half a file is not left behind.
 */
export function writeRawFile(path: string, raw: Float64Array): void {
  try {
    writeFileSync(path, new Uint8Array(raw.buffer, raw.byteOffset, raw.byteLength))
  } catch (error) {
    rmSync(path, { force: true })
    throw error
  }
}
