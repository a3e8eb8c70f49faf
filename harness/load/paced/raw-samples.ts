/** The clocks of every completed page of a window, and their file. */
import { rmSync, writeFileSync } from 'node:fs'
import type { PageRun } from '../page-run.ts'

/** due, released, written, done. */
const CLOCKS = 4

/** Collects pages; grows when a window has more of them than expected. */
export function createRawSamples(expectedPages: number) {
  let values = new Float64Array(Math.max(1, expectedPages) * CLOCKS)
  let length = 0
  return {
    /** Adds a page, as nanoseconds from the beginning of the window. */
    add(page: PageRun, windowBeganMs: number): void {
      if (length === values.length) {
        const larger = new Float64Array(values.length * 2)
        larger.set(values)
        values = larger
      }
      values[length++] = (page.dueMs - windowBeganMs) * 1e6
      values[length++] = (page.releasedMs - windowBeganMs) * 1e6
      values[length++] = (page.writtenMs - windowBeganMs) * 1e6
      values[length++] = (page.doneMs - windowBeganMs) * 1e6
    },
    all: () => values.subarray(0, length),
  }
}

/** Sorted differences of two clocks, in microseconds. */
export function sortedDifferencesUs(raw: Float64Array, from: Clock, to: Clock): Float64Array {
  const differences = new Float64Array(raw.length / CLOCKS)
  for (let page = 0; page < differences.length; page++) {
    differences[page] = (raw[page * CLOCKS + CLOCK[to]]! - raw[page * CLOCKS + CLOCK[from]]!) / 1000
  }
  return differences.sort()
}

type Clock = 'due' | 'released' | 'written' | 'done'
const CLOCK: Record<Clock, number> = { due: 0, released: 1, written: 2, done: 3 }

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
