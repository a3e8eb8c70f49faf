/** Traces in OTLP's JSON, as the collector's file exporter, Tempo and Jaeger's third API write them. */
import { z } from 'zod'
import { checkedJson, type JsonText } from '../../json/checked-json.ts'
import type { System } from '../system.ts'
import { meaningOf, textOf, type Attributes, type Span, type SpanKind } from './span.ts'
import { systemOfSpans } from './system-of-spans.ts'

/** 64-bit numbers are text in JSON of protobuf; some writers write numbers. */
const wholeNumber = z.union([
  z.string().regex(/^\d{1,20}$/, 'must be nanoseconds since 1970'),
  z.number().min(0),
])
const attributesSchema = z
  .array(
    z.object({
      key: z.string(),
      value: z
        .object({
          stringValue: z.string().optional(),
          intValue: z.union([z.string(), z.number()]).optional(),
          doubleValue: z.number().optional(),
          boolValue: z.boolean().optional(),
        })
        .optional(),
    }),
  )
  .nullish()
  .transform(
    (written): Attributes =>
      new Map(
        (written ?? []).flatMap(({ key, value }) => {
          const { stringValue, intValue, doubleValue, boolValue } = value ?? {}
          const known = stringValue ?? intValue ?? doubleValue ?? boolValue
          return known === undefined ? [] : [[key, known] as const]
        }),
      ),
  )
const spanSchema = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().nullish(),
  kind: z.union([z.string(), z.number()]).optional(),
  startTimeUnixNano: wholeNumber,
  endTimeUnixNano: wholeNumber,
  attributes: attributesSchema,
  status: z.object({ code: z.union([z.string(), z.number()]).optional() }).nullish(),
})
const scopesSchema = z.array(z.object({ spans: z.array(spanSchema).default([]) }))
const resourceSpansSchema = z.array(
  z.object({
    resource: z.object({ attributes: attributesSchema }).nullish(),
    scopeSpans: scopesSchema.optional(),
    instrumentationLibrarySpans: scopesSchema.optional(),
  }),
)
const exportSchema = z.object({ resourceSpans: resourceSpansSchema })
/** Tempo calls the same list `batches`. */
const batchesSchema = z.object({ batches: resourceSpansSchema })
/** Jaeger's third API puts the export into `result`. */
const resultSchema = z.object({ result: exportSchema })

const KIND = {
  what: 'OTLP trace',
  advice: 'save traces as OTLP’s JSON: the collector’s file exporter with `format: json` writes it',
}

/**
 * @param values the exports of a file: one, or one a line
 * @throws UsageError with the place of what is not as OTLP's JSON has it
 */
export function readOtlp(file: string, values: readonly { source: JsonText; value: unknown }[]): System {
  const spans = values.flatMap(({ source, value }) =>
    resourcesOf(source, value).flatMap(({ resource, scopeSpans, instrumentationLibrarySpans }) => {
      const emitter: Attributes = resource?.attributes ?? new Map()
      return (scopeSpans ?? instrumentationLibrarySpans ?? []).flatMap((scope) =>
        scope.spans.map((span) => spanOf(span, emitter)),
      )
    }),
  )
  return systemOfSpans('otlp', file, spans)
}

function resourcesOf(source: JsonText, value: unknown): z.infer<typeof resourceSpansSchema> {
  const object = value as object
  if (Object.hasOwn(object, 'batches')) return checkedJson(source, value, batchesSchema, KIND).batches
  if (Object.hasOwn(object, 'result'))
    return checkedJson(source, value, resultSchema, KIND).result.resourceSpans
  return checkedJson(source, value, exportSchema, KIND).resourceSpans
}

function spanOf(written: z.infer<typeof spanSchema>, emitter: Attributes): Span {
  const meaning = meaningOf(written.attributes, emitter)
  return {
    trace: written.traceId,
    id: written.spanId,
    parent: written.parentSpanId || null,
    isFollowUp: false,
    service: textOf(emitter, 'service.name') ?? 'unknown',
    kind: kindOf(written.kind),
    startUs: microseconds(written.startTimeUnixNano),
    endUs: microseconds(written.endTimeUnixNano),
    ...meaning,
    failed:
      meaning.failed || written.status?.code === STATUS_ERROR || written.status?.code === 'STATUS_CODE_ERROR',
  }
}

/** `Status.StatusCode` of OTLP's trace.proto. */
const STATUS_ERROR = 2
/** `Span.SpanKind` of OTLP's trace.proto, by number. */
const KINDS: readonly SpanKind[] = ['unknown', 'internal', 'server', 'client', 'producer', 'consumer']

function kindOf(kind: string | number | undefined): SpanKind {
  if (typeof kind === 'number') return KINDS[kind] ?? 'unknown'
  const name = kind?.replace(/^SPAN_KIND_/, '').toLowerCase()
  return KINDS.find((known) => known === name) ?? 'unknown'
}

/** Nanoseconds of today have more digits than a number keeps; their microseconds do not. */
const microseconds = (nanoseconds: string | number): number =>
  typeof nanoseconds === 'number' ? Math.floor(nanoseconds / 1000) : Number(BigInt(nanoseconds) / 1000n)
