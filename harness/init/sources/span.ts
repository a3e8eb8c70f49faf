/** A span as traces of any kind tell it, and what its attributes mean. */

export type SpanKind = 'server' | 'client' | 'internal' | 'producer' | 'consumer' | 'unknown'

export interface Span {
  trace: string
  id: string
  /** null for the first span of a trace. */
  parent: string | null
  /** Whether the parent did not wait for this span. */
  isFollowUp: boolean
  service: string
  namespace: string | null
  kind: SpanKind
  startUs: number
  endUs: number
  /** Product of the database that is asked: "postgresql"; null where none is. */
  database: string | null
  /** Who is called, by the caller: for a callee that has no spans of its own. */
  peer: string | null
  isGrpc: boolean
  failed: boolean
  isRetry: boolean
  requestBytes: number | null
  responseBytes: number | null
}

/** Attributes by name, of a span or of what emitted it. */
export type Attributes = ReadonlyMap<string, string | number | boolean>

/** The first of these attributes that is there, as text. */
export function textOf(attributes: Attributes, ...keys: string[]): string | null {
  for (const key of keys) {
    const value = attributes.get(key)
    if (value !== undefined && value !== '') return String(value)
  }
  return null
}

function sizeOf(attributes: Attributes, ...keys: string[]): number | null {
  const text = textOf(attributes, ...keys)
  const size = text === null ? NaN : Number(text)
  return Number.isFinite(size) && size >= 0 ? Math.round(size) : null
}

/** From this status on, HTTP calls an answer an error. */
const FIRST_ERROR_STATUS = 400

/**
 * What a span's attributes say, by the names of OpenTelemetry's conventions (the old ones too), of OpenTracing, and of Envoy.
 * @param attributes those of the span
 * @param ofEmitter those of the process or resource that emitted the span
 */
export function meaningOf(
  attributes: Attributes,
  ofEmitter: Attributes,
): Omit<Span, 'trace' | 'id' | 'parent' | 'isFollowUp' | 'service' | 'kind' | 'startUs' | 'endUs'> {
  const status = Number(textOf(attributes, 'http.response.status_code', 'http.status_code') ?? 0)
  const databaseType = textOf(attributes, 'db.system.name', 'db.system', 'db.type')
  return {
    // Istio's proxies say the namespace of the workload beside a name that has it too.
    namespace:
      textOf(attributes, 'istio.namespace') ?? textOf(ofEmitter, 'k8s.namespace.name', 'service.namespace'),
    database: databaseType?.toLowerCase() ?? null,
    peer: textOf(
      attributes,
      'peer.service',
      'server.address',
      'net.peer.name',
      'peer.hostname',
      'db.name',
      'db.namespace',
    ),
    isGrpc:
      textOf(attributes, 'rpc.system', 'rpc.system.name') === 'grpc' || attributes.has('grpc.status_code'),
    failed:
      status >= FIRST_ERROR_STATUS || attributes.get('error') === true || attributes.get('error') === 'true',
    isRetry: Number(textOf(attributes, 'http.request.resend_count', 'http.resend_count') ?? 0) > 0,
    requestBytes: sizeOf(
      attributes,
      ...['http.request.body.size', 'http.request_content_length', 'request_size', 'http.request.size'],
    ),
    responseBytes: sizeOf(
      attributes,
      ...['http.response.body.size', 'http.response_content_length', 'response_size', 'http.response.size'],
    ),
  }
}
