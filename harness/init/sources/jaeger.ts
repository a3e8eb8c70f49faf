/** Traces as Jaeger's UI and its API `GET /api/traces` write them. */
import { z } from 'zod'
import { checkedJson, type JsonText } from '../../json/checked-json.ts'
import type { System } from '../system.ts'
import { meaningOf, textOf, type Attributes, type Span, type SpanKind } from './span.ts'
import { systemOfSpans } from './system-of-spans.ts'

const tagsSchema = z
  .array(z.object({ key: z.string(), value: z.unknown() }))
  .nullish()
  .transform((tags) => attributesOf(tags ?? []))
const spanSchema = z.object({
  traceID: z.string().optional(),
  spanID: z.string(),
  startTime: z.number().describe('Microseconds since 1970.'),
  duration: z.number().min(0),
  processID: z.string().optional(),
  process: z.object({ serviceName: z.string(), tags: tagsSchema }).optional(),
  references: z.array(z.object({ refType: z.string().optional(), spanID: z.string() })).nullish(),
  parentSpanID: z.string().optional(),
  tags: tagsSchema,
})
const traceSchema = z.object({
  traceID: z.string(),
  spans: z.array(spanSchema),
  processes: z.record(z.string(), z.object({ serviceName: z.string(), tags: tagsSchema })).default({}),
})
type Trace = z.infer<typeof traceSchema>
const answerSchema = z.object({ data: z.array(traceSchema).min(1) })

const KIND = {
  what: 'Jaeger trace',
  advice: 'save a trace with Jaeger’s "Trace JSON", or what `GET /api/traces?service=…&limit=200` answers',
}

/**
 * @param value an answer with `data`, a list of traces, or one trace
 * @throws UsageError with the place of what is not as Jaeger writes it
 */
export function readJaeger(source: JsonText, value: unknown): System {
  const traces = Array.isArray(value)
    ? checkedJson(source, value, z.array(traceSchema).min(1), KIND)
    : Object.hasOwn(value as object, 'data')
      ? checkedJson(source, value, answerSchema, KIND).data
      : [checkedJson(source, value, traceSchema, KIND)]
  return systemOfSpans('jaeger', source.file, traces.flatMap(spansOf))
}

function spansOf({ traceID, spans, processes }: Trace): Span[] {
  return spans.map((written): Span => {
    const { processID, tags, startTime, duration, references, parentSpanID } = written
    const known =
      processID !== undefined && Object.hasOwn(processes, processID) ? processes[processID] : undefined
    const process = known ?? written.process ?? { serviceName: 'unknown', tags: new Map<string, string>() }
    const [reference] = references ?? []
    return {
      trace: traceID,
      id: written.spanID,
      parent: reference?.spanID ?? parentSpanID ?? null,
      isFollowUp: reference?.refType === 'FOLLOWS_FROM',
      service: process.serviceName,
      kind: kindOf(textOf(tags, 'span.kind')),
      startUs: startTime,
      endUs: startTime + duration,
      ...meaningOf(tags, process.tags),
    }
  })
}

const KINDS: ReadonlySet<string> = new Set(['server', 'client', 'internal', 'producer', 'consumer'])

const kindOf = (text: string | null): SpanKind =>
  text !== null && KINDS.has(text) ? (text as SpanKind) : 'unknown'

function attributesOf(tags: readonly { key: string; value?: unknown }[]): Attributes {
  return new Map(
    tags.flatMap(({ key, value }) =>
      typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
        ? [[key, value] as const]
        : [],
    ),
  )
}
