/** From the spans of traces to a system: how often each service calls whom, in which order and what at once, sizes and times. */
import { UsageError } from '../../errors.ts'
import type { Change, ChangeKind } from '../change.ts'
import type { SourceDatabase, SourceService, System } from '../system.ts'
import { bareService } from './bare-service.ts'
import { median } from './median.ts'
import { requestsOf, type MadeCall, type Request } from './requests-of-spans.ts'
import { ownTimeOf, stepsOf, type NamedCall } from './script-of-requests.ts'
import type { Span } from './span.ts'
import { withoutLoadGenerators } from './without-load-generators.ts'

/**
 * @param file its name, for messages
 * @throws UsageError where there is no span
 */
export function systemOfSpans(kind: 'jaeger' | 'otlp', file: string, written: readonly Span[]): System {
  if (written.length === 0)
    throw new UsageError(
      `${file} has no span in it`,
      'save traces of requests that went through your services',
    )
  const spans = withOneNamespace(written.map(withoutNamespaceInName))
  const { all, repeated } = requestsOf(spans)
  const services = new Map<string, SourceService>()
  for (const { span } of all) {
    const id = idOf(span)
    if (!services.has(id)) services.set(id, bareService(id, span.service, span.namespace))
  }
  const databases = new Map<string, SourceDatabase>()
  const byName = new Map([...services.values()].map(({ name, id }) => [name, id]))
  const changes = tallied()
  const byService = Map.groupBy(all, ({ span }) => idOf(span))
  const hasSizes = { answers: false, requests: false }
  for (const [id, requests] of byService) {
    const service = services.get(id)!
    const named = requests.map((request) =>
      request.calls.flatMap((call) => nameCall(id, call, services, databases, byName, changes)),
    )
    service.steps = stepsOf(named)
    service.workUs = Math.round(median(requests.map(ownTimeOf)) ?? 0) || null
    const answers = requests.flatMap((request) => answerBytesOf(request) ?? [])
    service.responseBytes = median(answers)
    hasSizes.answers ||= answers.length > 0
    hasSizes.requests ||= named.flat().some(({ requestBytes }) => requestBytes !== null)
    const failed = requests.filter(({ span }) => span.failed).length
    if (failed > 0) changes.add('errors', [id], failed)
    const cut = requests.filter(({ callerIsMissing }) => callerIsMissing).length
    if (cut > 0) changes.add('caller missing', [id], cut)
    if (service.workUs !== null) changes.add('waiting as work', [], 1)
  }
  const inFile = (kind: ChangeKind, figure: number): Change[] =>
    figure > 0 ? [{ kind, of: [], figure }] : []
  const roots = all.filter(({ hasCaller, callerIsMissing }) => !hasCaller && !callerIsMissing)
  return withoutLoadGenerators({
    kind,
    counts: { spans: written.length, traces: new Set(written.map(({ trace }) => trace)).size },
    services: sorted(services),
    databases: sorted(databases),
    entries: [...new Set(roots.filter(isRequestFromOutside).map(({ span }) => idOf(span)))].toSorted(),
    entriesAreKnown: false,
    changes: [...changes.list(), ...inFile('repeated', repeated)],
    unknown: [
      ...(hasSizes.answers ? [] : ['answer sizes' as const]),
      ...(hasSizes.requests ? [] : ['request sizes' as const]),
    ],
  })
}

const idOf = ({ namespace, service }: Span): string =>
  namespace === null ? service : `${namespace}/${service}`

const sorted = <Value>(map: ReadonlyMap<string, Value>): Map<string, Value> =>
  new Map([...map].toSorted(([a], [b]) => (a < b ? -1 : 1)))

/** A first span that only calls was made by something that sends requests, not asked from outside. */
const isRequestFromOutside = ({ span }: Request): boolean =>
  span.kind !== 'client' && span.kind !== 'producer'

/** Istio's proxies call themselves "orders.shop". */
function withoutNamespaceInName(span: Span): Span {
  const { namespace, service } = span
  const end = `.${namespace ?? ''}`
  return namespace !== null && service.endsWith(end) && service.length > end.length
    ? { ...span, service: service.slice(0, -end.length) }
    : span
}

/** Not every emitter of a service says its namespace: a name with one namespace is one service. */
function withOneNamespace(spans: readonly Span[]): Span[] {
  const namespaces = new Map<string, Set<string>>()
  for (const { service, namespace } of spans)
    if (namespace !== null) namespaces.set(service, (namespaces.get(service) ?? new Set()).add(namespace))
  return spans.map((span) => {
    const [only, ...others] = namespaces.get(span.service) ?? []
    return span.namespace === null && only !== undefined && others.length === 0
      ? { ...span, namespace: only }
      : span
  })
}

const answerBytesOf = ({ span }: Request): number | null => span.responseBytes

/** PostgreSQL as the conventions call it, now and before. */
const POSTGRES = new Set(['postgresql', 'postgres', 'sql/postgresql'])

/** The call with the id of its callee; nothing where a scenario cannot make the call. */
function nameCall(
  from: string,
  { callee, span }: MadeCall,
  services: Map<string, SourceService>,
  databases: Map<string, SourceDatabase>,
  byName: ReadonlyMap<string, string>,
  changes: Tally,
): NamedCall[] {
  if (span.isRetry) {
    changes.add('retries', [from, callee === null ? (span.peer ?? 'unknown') : idOf(callee.span)])
    return []
  }
  if (callee !== null) {
    const to = idOf(callee.span)
    if (callee.isMessage) {
      changes.add('message', [from, to])
      return []
    }
    if (callee.span.isGrpc || span.isGrpc) changes.add('grpc', [from, to])
    return [{ to, span, requestBytes: callee.span.requestBytes ?? span.requestBytes }]
  }
  const peer = span.peer ?? span.database ?? 'unknown'
  if (span.database !== null) {
    if (!POSTGRES.has(span.database)) {
      changes.add('other database', [from, peer], 1, span.database)
      return []
    }
    const id = `database ${peer}`
    if (!databases.has(id)) databases.set(id, { id, name: peer, namespace: services.get(from)!.namespace })
    return [{ to: id, span, requestBytes: null }]
  }
  if (span.kind === 'producer') {
    changes.add('message', [from, peer])
    return []
  }
  // A bare name or one of the cluster is a service nobody traces; any other is outside.
  const inside = /^([^.]+)(\.[^.]+\.svc(\.cluster\.local)?)?$/.exec(peer)?.[1]
  if (span.peer === null || inside === undefined) {
    changes.add('outside', [from, peer])
    return []
  }
  const to = byName.get(inside) ?? inside
  if (!services.has(to)) services.set(to, bareService(to, inside, null))
  changes.add('no spans of its own', [to])
  return [{ to, span, requestBytes: span.requestBytes }]
}

interface Tally {
  add(kind: ChangeKind, of: string[], figure?: number, name?: string): void
  list(): Change[]
}

/** Changes of the same kind about the same ends are one, with the sum of their figures. */
function tallied(): Tally {
  const changes = new Map<string, Change>()
  return {
    add(kind, of, figure = 1, name) {
      const key = JSON.stringify([kind, of, name])
      const known = changes.get(key)
      if (known) known.figure = (known.figure ?? 0) + figure
      else changes.set(key, { kind, of, figure, ...(name !== undefined && { name }) })
    },
    list: () => [...changes.values()],
  }
}
