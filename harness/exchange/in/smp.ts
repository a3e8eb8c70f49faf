/** Reads a document of Service Mesh Performance, JSON or YAML. Its latencies are milliseconds, as the field's name says. */
import type { NotMeasured, Reading } from '../../results/record.ts'
import { US_IN } from '../import-units.ts'
import { parseChecked } from '../../yaml/parse-checked.ts'
import { checkedJson, type JsonFile } from './check-json.ts'
import type { Imported, Percentile } from './imported.ts'
import { malformed } from './malformed.ts'
import { percentilesOf } from './percentiles.ts'
import { printableText } from './printable.ts'
import { endOf, latenciesOf, SMP_SHAPE, startOf, type SmpDocument, type SmpLatencies } from './smp-shape.ts'

export const readSmpJson = (json: JsonFile): Omit<Imported, 'file' | 'sha256'> =>
  importedOf(checkedJson(json, SMP_SHAPE), 'JSON')

/** The library's tree of a YAML text takes a hundred times the text. Documents have three kilobytes. */
const MOST_YAML_LETTERS = 2 ** 18

/** @throws UsageError */
export function readSmpYaml(file: string, text: string): Omit<Imported, 'file' | 'sha256'> {
  if (text.length > MOST_YAML_LETTERS)
    throw malformed(file, SMP_SHAPE.what, [
      {
        ...{ line: 1, column: 1, path: [] },
        message: `must have at most ${MOST_YAML_LETTERS.toLocaleString('en')} letters as YAML, but has ${text.length.toLocaleString('en')}: write it as JSON`,
      },
    ])
  const advice = `import ${SMP_SHAPE.what} as the tool wrote it; docs/exchange.md shows its shape. Nothing was written`
  return importedOf(parseChecked(file, text, { ...SMP_SHAPE, advice }), 'YAML')
}

const NO_COUNT: NotMeasured = { notMeasured: 'a document of SMP has no count of calls' }
const NOT_SAID: NotMeasured = { notMeasured: 'the document does not say' }
const SHARES: Partial<Record<Percentile, keyof SmpLatencies>> = { 0.5: 'p50', 0.9: 'p90', 0.99: 'p99' }

function importedOf(document: SmpDocument, as: 'JSON' | 'YAML'): Omit<Imported, 'file' | 'sha256'> {
  const times = latenciesOf(document)!
  const { labels, client, metrics } = document
  const startedAt = startOf(document)
  const time = (name: keyof SmpLatencies): Reading => {
    const ms = times[name]
    return typeof ms !== 'number' ? { notMeasured: `the document has no ${name}` } : ms * US_IN.ms
  }
  const parts = Object.keys(metrics ?? {})
  return {
    tool: 'SMP',
    form: `Service Mesh Performance, ${as}`,
    version: document.smp_version ?? document.smpVersion ?? null,
    label:
      [
        document.id ?? document.exp_uuid,
        ...Object.entries(labels ?? {}).map(([name, text]) => `${name}=${text}`),
      ]
        .filter(Boolean)
        .join(' ') || null,
    target: null,
    startedAt,
    unit: 'ms',
    timedFrom: 'not said',
    counted: 'calls',
    askedPerSecond: client?.rps ?? NOT_SAID,
    seconds: secondsBetween(startedAt, endOf(document)),
    asked: NO_COUNT,
    done: NO_COUNT,
    neverMade: NO_COUNT,
    failed: NO_COUNT,
    codes: [],
    donePerSecond: document.actual_QPS ?? document.actualQPS ?? NOT_SAID,
    connections: client?.connections ?? NOT_SAID,
    timed: NO_COUNT,
    minUs: time('min'),
    meanUs: time('average'),
    maxUs: time('max'),
    percentiles: percentilesOf(
      (share) => {
        const name = SHARES[share]
        if (name === undefined) return null
        const reading = time(name)
        return typeof reading === 'number' ? { us: reading } : reading
      },
      { done: NO_COUNT, neverMade: NO_COUNT },
    ),
    notes: [
      'SMP says neither how many calls were made nor from when a call was timed: nobody can tell from it how many were never made, or failed.',
      ...(parts.length === 0
        ? []
        : [
            `The document has CPU and memory of ${printableText(parts.join(', '))}. They are left out: nothing says how or over which time they were read.`,
          ]),
    ],
  }
}

function secondsBetween(start: string | null, end: string | null): Reading {
  const seconds = (Date.parse(end ?? '') - Date.parse(start ?? '')) / 1000
  return Number.isFinite(seconds) ? seconds : { notMeasured: 'the document has no start and end' }
}
