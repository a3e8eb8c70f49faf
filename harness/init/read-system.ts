/** Recognises from its content which kind of file a source is, and reads it. */
import { UsageError } from '../errors.ts'
import { hasFlows } from '../flows/has-flows.ts'
import { parseJson, type JsonText } from '../json/checked-json.ts'
import { KNOWN_KINDS } from './read-source.ts'
import { readDependencies } from './sources/dependencies.ts'
import { readHubble } from './sources/hubble.ts'
import { readIsotope } from './sources/isotope.ts'
import { readJaeger } from './sources/jaeger.ts'
import { readKiali } from './sources/kiali.ts'
import { readMubench } from './sources/mubench.ts'
import { readOtlp } from './sources/otlp.ts'
import type { System } from './system.ts'

/** A system with more services than these is no user's: whoever wrote the file wants to exhaust a machine. */
const MOST_SERVICES_READ = 20_000

/**
 * The system that a text tells of.
 * @param file its name, for messages
 * @throws UsageError for a file of another kind, and for mistakes in it, with their place
 */
export function readSystem(file: string, text: string): System {
  const system = readByKind(file, text)
  if (system.services.size > MOST_SERVICES_READ)
    throw new UsageError(
      `${file} has ${system.services.size} services; at most ${MOST_SERVICES_READ} are read`,
      'cut the file: an arm holds 200',
    )
  return system
}

function readByKind(file: string, text: string): System {
  if (hasFlows(text)) return readHubble(file, text)
  if (!/^\s*[[{]/.test(text)) return readYaml(file, text)
  const lines = jsonLines(file, text)
  if (lines !== null) return readOtlpLines(file, lines)
  const source = { file, text }
  const value = parseJson(source, KNOWN_KINDS)
  const read = readerOf(value)
  if (read === null && isEmptyAnswer(value))
    throw new UsageError(
      `${file} is an answer without a trace and without a dependency: its \`data\` is empty`,
      'ask Jaeger for a service and a time with traffic (`service`, `lookback`, `limit`)',
    )
  if (read === null)
    throw new UsageError(
      `${file} is JSON, but ${describe(value)}, so it is none of the known kinds`,
      KNOWN_KINDS,
    )
  return read(source, value)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Exports of OTLP, one a line; null for anything else. The collector's file exporter writes such files. */
function jsonLines(file: string, text: string): { source: JsonText; value: unknown }[] | null {
  const first = text.trimStart().split('\n', 1)[0]!
  const value = parsed(first)
  if (!has(value, 'resourceSpans') && !isOtherSignal(value)) return null
  const values: { source: JsonText; value: unknown }[] = []
  for (let at = 0; at < text.length;) {
    const end = text.indexOf('\n', at)
    const line = text.slice(at, end < 0 ? text.length : end)
    if (line.trim() !== '') {
      const source = { file, text: line, within: { text, offset: at } }
      values.push({ source, value: parseJson(source, KNOWN_KINDS) })
    }
    at = end < 0 ? text.length : end + 1
  }
  return values.length > 1 ? values : null
}

/** Logs or metrics, which a file exporter of the collector writes among traces where they are sent to it too. */
const isOtherSignal = (value: unknown): boolean =>
  !has(value, 'resourceSpans') && (has(value, 'resourceLogs') || has(value, 'resourceMetrics'))

function readOtlpLines(file: string, lines: { source: JsonText; value: unknown }[]): System {
  const traces = lines.filter(({ value }) => !isOtherSignal(value))
  if (traces.length === 0) throw new UsageError(`${file} has logs and metrics, but no traces`, KNOWN_KINDS)
  const system = readOtlp(file, traces)
  const figure = lines.length - traces.length
  return figure === 0
    ? system
    : { ...system, changes: [...system.changes, { kind: 'logs and metrics', of: [], figure }] }
}

type Reader = (source: JsonText, value: unknown) => System

/** How a value is read, by the fields that only its kind has; null for a value of no known kind. */
function readerOf(value: unknown): Reader | null {
  if (typeof value !== 'object' || value === null) return null
  const first: unknown = Array.isArray(value) ? value[0] : has(value, 'data') ? firstOf(value, 'data') : value
  if (has(first, 'parent') && has(first, 'child')) return readDependencies
  if (has(first, 'spans')) return readJaeger
  if (Array.isArray(value)) return null
  if (has(value, 'resourceSpans') || has(value, 'batches')) return asOtlp
  if (has(value, 'result') && has((value as { result: unknown }).result, 'resourceSpans')) return asOtlp
  if (has(value, 'elements')) return readKiali
  if (has(value, 'services')) return ({ file, text }) => readIsotope(file, text)
  const services = Object.values(value) as unknown[]
  if (services.some((service) => has(service, 'external_services') || has(service, 'internal_service')))
    return readMubench
  return null
}

/** What Jaeger answers where it has found nothing. */
const isEmptyAnswer = (value: unknown): boolean =>
  has(value, 'data') &&
  Array.isArray((value as { data: unknown }).data) &&
  firstOf(value as object, 'data') === undefined

const asOtlp: Reader = (source, value) => readOtlp(source.file, [{ source, value }])

const has = (value: unknown, key: string): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, key)

function firstOf(value: object, key: string): unknown {
  const list = (value as Record<string, unknown>)[key]
  return Array.isArray(list) ? list[0] : list
}

function readYaml(file: string, text: string): System {
  if (/^(services|defaults?|apiVersion|kind)\s*:/m.test(text) && /^services\s*:/m.test(text))
    return readIsotope(file, text)
  throw new UsageError(
    `${file} is neither JSON, nor flows, nor a topology with \`services:\`, so it is none of the known kinds`,
    KNOWN_KINDS,
  )
}

/** So many fields are named in a message about a file of another kind. */
const FIELDS_NAMED = 5

function describe(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list of something else'
  if (typeof value !== 'object' || value === null) return 'only one value'
  const fields = Object.keys(value)
  if (fields.length === 0) return 'an empty object'
  return `its fields are ${fields
    .slice(0, FIELDS_NAMED)
    .map((field) => JSON.stringify(field.slice(0, 40)))
    .join(', ')}`
}
