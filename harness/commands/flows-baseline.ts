/** Reads a file with flows and, where the user says how long its beginning is normal, what of the rest is not. */
import type { Readable } from 'node:stream'
import { UsageError } from '../errors.ts'
import { assess, splitAt, type Assessment } from '../flows/baseline.ts'
import { createContacts } from '../flows/contacts.ts'
import type { FlowsRead } from '../flows/read-flows.ts'
import { readFlowFile, readFlowStream } from './read-sights.ts'

export interface Baseline {
  written: string
  ms: number
}

/**
 * @param source a file, or a stream with its name
 * @throws UsageError for a file that cannot be read, that tells no times, or that ends before the baseline does
 */
export async function baselineOf(
  source: { name: string; stream?: Readable },
  baseline: Baseline | undefined,
): Promise<{ read: FlowsRead; assessment?: Assessment }> {
  const contacts = createContacts()
  const also = baseline && contacts.add
  const read = source.stream
    ? await readFlowStream(source.name, source.stream, also)
    : await readFlowFile(source.name, also)
  if (!baseline || read.flows === 0) return { read }
  const { firstMs, lastMs } = read.graph
  if (firstMs === null || lastMs === null)
    throw new UsageError(
      `no flow of ${source.name} has a time, so nothing is in the first ${baseline.written} of it`,
      'leave --baseline out, or export the flows with their field `time`',
    )
  const cutMs = firstMs + baseline.ms
  if (cutMs >= lastMs)
    throw new UsageError(
      `--baseline ${baseline.written} is all of ${source.name}, which spans ${Math.ceil((lastMs - firstMs) / 1000)} s: nothing is left to compare`,
      'give a shorter time, or a longer file',
    )
  const { window, later } = splitAt(contacts.build(), cutMs)
  return {
    read,
    assessment: assess(
      { contacts: window, lastsMs: baseline.ms },
      { contacts: later, lastsMs: lastMs - cutMs },
    ),
  }
}
