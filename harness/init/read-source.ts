/** Reads the file that a scenario is made from, if it is not larger than what can be read at once. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { messageOf, UsageError } from '../errors.ts'

/** 64 MiB: more than 40,000 flows or 100,000 spans. More change no median, and parsed JSON takes ten times its text. */
const LARGEST_BYTES = 64 * 1024 * 1024
const MIB = 1024 * 1024

/**
 * The text of a file. A file that is too large is refused before anything is read of it.
 * @throws UsageError for a file that cannot be read, that is no file, or that is empty or too large
 */
export function readSource(file: string): string {
  const bytes = refusing(file, () => {
    const handle = openSync(file, 'r')
    try {
      const { size, isFile } = statOf(handle)
      if (!isFile)
        throw new UsageError(
          `${file} is not a file`,
          'give the file that a tool wrote, not a folder or device',
        )
      if (size > LARGEST_BYTES) throw tooLarge(file, size)
      const buffer = Buffer.allocUnsafe(size)
      let read = 0
      for (let got = -1; got !== 0 && read < size; read += got)
        got = readSync(handle, buffer, read, size - read, read)
      return buffer.subarray(0, read)
    } finally {
      closeSync(handle)
    }
  })
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '')
  if (text.trim() === '') throw new UsageError(`${file} is empty`, KNOWN_KINDS)
  return text
}

/** What may be given: the advice of errors about a file of another kind. */
export const KNOWN_KINDS =
  'give a Hubble flow export, Jaeger or OTLP traces as JSON, Jaeger’s dependencies, a Kiali graph as JSON, an isotope topology or a µBench work model; docs/your-own-system.md says how to get each'

function statOf(handle: number): { size: number; isFile: boolean } {
  const stat = fstatSync(handle)
  return { size: stat.size, isFile: stat.isFile() }
}

const tooLarge = (file: string, size: number): UsageError =>
  new UsageError(
    `${file} has ${Math.ceil(size / MIB)} MiB; at most ${LARGEST_BYTES / MIB} MiB are read`,
    'a part says as much: `hubble observe --last 20000`, `head -n 20000`, or fewer traces; nothing has been read',
  )

function refusing<Result>(file: string, act: () => Result): Result {
  try {
    return act()
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`${file} cannot be read: ${messageOf(error)}`, KNOWN_KINDS)
  }
}
