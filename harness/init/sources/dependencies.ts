/** Jaeger's answer about dependencies (`GET /api/dependencies`), which is also Zipkin's: pairs of services with the number of calls. */
import { z } from 'zod'
import { UsageError } from '../../errors.ts'
import { checkedJson, type JsonText } from '../../json/checked-json.ts'
import type { Change } from '../change.ts'
import type { SourceService, System } from '../system.ts'
import { addCountedCalls, type CountedEdge } from './counted-edges.ts'
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

/** @throws UsageError for links that are not as Jaeger writes them, and where none of them has a call */
export function readDependencies(source: JsonText, value: unknown): System {
  const answer = checkedJson(source, value, answerSchema, KIND)
  const links = Array.isArray(answer) ? answer : answer.data
  const { edges, changes } = pairsOf(links)
  if (edges.length === 0)
    throw new UsageError(
      `the dependencies in ${source.file} have no call: every callCount is 0`,
      'ask Jaeger for a time with traffic: another `endTs`, or a longer `lookback`',
    )
  const services = new Map<string, SourceService>()
  for (const name of edges.flatMap(({ from, to }) => [from, to]).toSorted())
    if (!services.has(name)) services.set(name, bareService(name, name, null))
  addCountedCalls(services, edges)
  return withoutLoadGenerators({
    kind: 'dependencies',
    counts: { links: links.length },
    services,
    databases: new Map(),
    entries: [],
    entriesAreKnown: false,
    changes,
    unknown: ['order', 'answer sizes', 'request sizes', 'work'],
  })
}

/** One edge for each pair that has calls, by the names of its ends: an answer may have several links of a pair, one for each day. */
function pairsOf(links: readonly z.infer<typeof linkSchema>[]): {
  edges: (CountedEdge & { calls: number })[]
  changes: Change[]
} {
  const pairs = [...Map.groupBy(links, ({ parent, child }) => JSON.stringify([parent, child])).values()]
    .map((own) => ({
      from: own[0]!.parent,
      to: own[0]!.child,
      calls: own.reduce((sum, { callCount }) => sum + callCount, 0),
      errors: own.reduce((sum, { errorCount = 0 }) => sum + errorCount, 0),
    }))
    .toSorted((a, b) => (a.from === b.from ? (a.to < b.to ? -1 : 1) : a.from < b.from ? -1 : 1))
  return {
    edges: pairs.filter(({ calls }) => calls > 0),
    changes: pairs.flatMap(({ from, to, calls, errors }): Change[] => [
      ...(calls === 0 ? [{ kind: 'idle' as const, of: [from, to] }] : []),
      ...(errors > 0 ? [{ kind: 'errors' as const, of: [from, to], figure: errors }] : []),
    ]),
  }
}
