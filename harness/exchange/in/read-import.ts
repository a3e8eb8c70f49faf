/** Reads one file: finds out which tool wrote it, and reads what the tool says. */
import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { UsageError } from '../../errors.ts'
import type { TimeUnit } from '../import-units.ts'
import { readBounded } from './bounded-file.ts'
import type { JsonFile } from './check-json.ts'
import { readFortio } from './fortio.ts'
import { readHdrHistogram } from './hdr-histogram.ts'
import { isHeading } from './hdr-table.ts'
import type { Imported } from './imported.ts'
import { offsetOfPath, readJsonText } from './json-text.ts'
import { readK6, readMachineReadableK6 } from './k6.ts'
import { malformed, placeOf } from './malformed.ts'
import { readSmpJson, readSmpYaml } from './smp.ts'
import { hasFirstLine } from './wrk2-text.ts'
import { readWrk2 } from './wrk2.ts'

/**
 * @param unit of the values of a file that does not say it
 * @throws UsageError for a file that nobody should read, that no known tool wrote, or that is malformed
 */
export function readImport(file: string, unit?: TimeUnit): Imported {
  const { text: whole, bytes } = readBounded(file)
  const text = whole.replace(/^\uFEFF/, '')
  return {
    file: basename(file),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    ...(/^\s*[{[]/.test(text) ? ofJson(file, text) : ofText(file, text, unit)),
  }
}

type Read = Omit<Imported, 'file' | 'sha256'>

const KNOWN =
  'known are the JSON of fortio, the summary of k6 (--summary-export, machine-readable or not, or handleSummary), the output of wrk2 --latency, percentiles of HdrHistogram, and documents of SMP (docs/exchange.md)'

function ofJson(file: string, text: string): Read {
  const read = readJsonText(text)
  if ('fault' in read) {
    const { offset, message } = read.fault
    throw malformed(file, 'a file', [{ ...placeOf(text, offset), path: [], message }])
  }
  const json = { file, text, value: read.value }
  const [form, other] = formsOf(read.value)
  if (form === undefined)
    throw new UsageError(`${file} is JSON, but of none of the tools whose results can be imported`, KNOWN)
  if (other !== undefined)
    throw malformed(file, 'a file', [
      {
        ...placeOf(text, offsetOfPath(text, [other.field])),
        path: [other.field],
        message: `is of ${other.name}, but ${form.field} is of ${form.name}: nobody can tell whose figures these are`,
      },
    ])
  return form.read(json)
}

interface JsonForm {
  /** Which tool's file it is. */
  name: string
  /** The field that it is known by. */
  field: string
  read: (json: JsonFile) => Read
}

/** Fields that only documents of SMP have. */
const OF_SMP = ['smp_version', 'smpVersion', 'latencies_ms', 'latenciesMs']

/** The forms whose fields the value has; more than one where somebody mixed files. */
function formsOf(value: unknown): JsonForm[] {
  const has = (name: string): boolean =>
    typeof value === 'object' && value !== null && Object.hasOwn(value, name)
  const ofSmp = OF_SMP.find(has) ?? (has('client') && has('start_time') ? 'client' : undefined)
  // Documents of SMP may have metrics too, but no root_group.
  const isK6 = has('metrics') && (ofSmp === undefined || has('root_group'))
  return [
    ...(has('DurationHistogram') ? [{ name: 'fortio', field: 'DurationHistogram', read: readFortio }] : []),
    ...(ofSmp === undefined ? [] : [{ name: 'SMP', field: ofSmp, read: readSmpJson }]),
    ...(isK6 ? [{ name: 'k6', field: 'metrics', read: readK6 }] : []),
    ...(has('config') && has('results')
      ? [{ name: 'k6’s machine-readable summary', field: 'results', read: readMachineReadableK6 }]
      : []),
  ]
}

/** Patterns that look for a tool's lines take long on lines that no tool writes. */
const LONGEST_LINE = 10_000

function refuseLongLine(file: string, lines: readonly string[]): void {
  const at = lines.findIndex(({ length }) => length > LONGEST_LINE)
  if (at < 0) return
  const message = `must have at most ${LONGEST_LINE.toLocaleString('en')} characters, but has ${lines[at]!.length.toLocaleString('en')}`
  throw malformed(file, 'a file', [{ line: at + 1, column: 1, path: [], message }])
}

function ofText(file: string, text: string, unit: TimeUnit | undefined): Read {
  const lines = text.split(/\r?\n/)
  refuseLongLine(file, lines)
  if (hasFirstLine(lines)) return readWrk2(file, text)
  if (lines.some(isHeading)) return readHdrHistogram(file, text, unit)
  if (/^(smp_version|latencies_ms|start_time|client)\s*:/m.test(text)) return readSmpYaml(file, text)
  throw new UsageError(`${file} is of none of the tools whose results can be imported`, KNOWN)
}
