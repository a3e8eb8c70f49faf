/** Reads the file that a scenario is made from, if it is not larger than what can be read at once. */
import { UsageError } from '../errors.ts'
import { readBytes, type Bounds } from '../system/bounded-bytes.ts'

/** What may be given: the advice of errors about a file of another kind. */
export const KNOWN_KINDS =
  'give a Hubble flow export, Jaeger or OTLP traces as JSON, Jaeger’s dependencies, a Kiali graph as JSON, an isotope topology or a µBench work model; docs/your-own-system.md says how to get each'

const NO_FOLDER = 'give the file that a tool wrote, not a folder or device'

const OF_SOURCE: Bounds = {
  // 64 MiB: more than 40,000 flows or 100,000 spans. More change no median, and parsed JSON takes ten times its text.
  mostBytes: 64 * 1024 * 1024,
  tooLarge: 'a part says as much: `hubble observe --last 20000`, `head -n 20000`, or fewer traces',
  folder: NO_FOLDER,
  device: NO_FOLDER,
}

/**
 * The text of a file. A file that is too large is refused before anything is read of it.
 * @throws UsageError for a file that cannot be read, that is no file, or that is empty or too large
 */
export function readSource(file: string): string {
  const text = readBytes(file, OF_SOURCE)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
  if (text.trim() === '') throw new UsageError(`${file} is empty`, KNOWN_KINDS)
  return text
}
