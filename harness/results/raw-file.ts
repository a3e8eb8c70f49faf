/** Reads raw files. */
import { readFileSync, statSync } from 'node:fs'
import { UsageError } from '../errors.ts'
import { LEFT_AS_IT_IS } from './read-records.ts'

/**
 * The content of a raw file; null where there is no such file, but perhaps a device or a pipe. Doubles in the byte order of every machine hopbench runs on; read
 * into memory of their own, where they are aligned.
 * @throws UsageError where a value of the file is not a number
 */
export function readRawFile(file: string): Float64Array | null {
  let bytes: Buffer
  try {
    if (!statSync(file).isFile()) return null
    bytes = readFileSync(file)
  } catch {
    return null
  }
  const samples = new Float64Array(Math.floor(bytes.byteLength / Float64Array.BYTES_PER_ELEMENT))
  new Uint8Array(samples.buffer).set(bytes.subarray(0, samples.byteLength))
  const damaged = samples.findIndex((value) => !Number.isFinite(value))
  if (damaged >= 0)
    throw new UsageError(`${file} is damaged: its value ${damaged + 1} is not a number`, LEFT_AS_IT_IS)
  return samples
}
