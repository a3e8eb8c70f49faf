/** Reads raw files. */
import { readFileSync } from 'node:fs'

/** The content of a raw file; null where there is no such file. Doubles in the byte order of every machine hopbench runs on; read into memory of their own, where they are aligned. */
export function readRawFile(file: string): Float64Array | null {
  let bytes: Buffer
  try {
    bytes = readFileSync(file)
  } catch {
    return null
  }
  const samples = new Float64Array(Math.floor(bytes.byteLength / Float64Array.BYTES_PER_ELEMENT))
  new Uint8Array(samples.buffer).set(bytes.subarray(0, samples.byteLength))
  return samples
}
