/** Jaeger's answer about dependencies (`GET /api/dependencies`), which is also Zipkin's: pairs of services with the number of calls. */
import { z } from 'zod'
import { checkedJson, type JsonText } from '../../json/checked-json.ts'
import type { SourceService, System } from '../system.ts'
import { addCountedCalls } from './counted-edges.ts'
import { bareService } from './bare-service.ts'
import { withoutLoadGenerators } from './without-load-generators.ts'

const linkSchema = z.object({
  parent: z.string(),
  child: z.string(),
  callCount: z.number().min(0).default(1),
  errorCount: z.number().min(0).optional(),
})
const answerSchema = z.union([z.object({ data: z.array(linkSchema).min(1) }), z.array(linkSchema).min(1)])

const KIND = {
  what: 'answer of Jaeger’s dependencies',
  advice: 'save what `GET /api/dependencies?endTs=…&lookback=…` of Jaeger answers',
}

/** @throws UsageError for links that are not as Jaeger writes them */
export function readDependencies(source: JsonText, value: unknown): System {
  const answer = checkedJson(source, value, answerSchema, KIND)
  const links = Array.isArray(answer) ? answer : answer.data
  const services = new Map<string, SourceService>()
  for (const name of links.flatMap(({ parent, child }) => [parent, child]).toSorted())
    if (!services.has(name)) services.set(name, bareService(name, name, null))
  const edges = links
    .map(({ parent, child, callCount }) => ({ from: parent, to: child, calls: callCount }))
    .toSorted((a, b) => (a.from === b.from ? (a.to < b.to ? -1 : 1) : a.from < b.from ? -1 : 1))
  addCountedCalls(services, edges)
  return withoutLoadGenerators({
    kind: 'dependencies',
    counts: { links: links.length },
    services,
    databases: new Map(),
    entries: [],
    entriesAreKnown: false,
    changes: links.flatMap(({ parent, child, errorCount }) =>
      errorCount ? [{ kind: 'errors' as const, of: [parent, child], figure: errorCount }] : [],
    ),
    unknown: ['order', 'answer sizes', 'request sizes', 'work'],
  })
}
