/** From a user's system to what the scenario's file will hold: valid names, whole numbers of calls, sizes within the limits. */
import { CLIENT, CLIENT_NAMESPACE, DNS } from '../scenario/topology.ts'
import type { Change } from './change.ts'
import { countCalls } from './count-calls.ts'
import { entriesOf } from './entries.ts'
import { validNames, type Named } from './names.ts'
import { callsMade } from './calls-made.ts'
import { reachFrom, withoutCycles } from './reach.ts'
import { callsOf, type SourceCall, type SourceService, type System, type Unknown } from './system.ts'
import { refuseTooManyServices } from './what-fits.ts'

export interface DraftCall {
  /** As the caller writes it: "orders", or "orders.shop" from another namespace. */
  to: string
  requestBytes: number | null
  /** How often it is made for a request: a whole number, at least 1. */
  times: number
  /** How often the source makes it. */
  perRequest: number
}

/** Calls at once, calls in order, or queries of a database. */
export interface DraftStep {
  kind: 'parallel' | 'calls' | 'queries'
  calls: DraftCall[]
}

export interface DraftService {
  name: string
  namespace: string
  /** As the source calls it. */
  source: string
  responseBytes: number | null
  workUs: number | null
  steps: DraftStep[]
}

export interface Draft {
  services: DraftService[]
  databases: { name: string; namespace: string; source: string }[]
  /** What the page calls, one after the other, with the name in the source. */
  page: { to: string; source: string }[]
  changes: Change[]
  unknown: Unknown[]
  /** Calls of a page, as the source makes them on average and as the scenario makes them; queries do not count. */
  callsPerPage: { source: number; scenario: number }
}

/** `bodyBytes` of the scenario's schema, and the most that a `cpuUs` step may take. */
const MOST_BYTES = 1_048_576
const MOST_WORK_US = 1_000_000

/**
 * @param only the one service that the page shall call; all entries where it is undefined
 * @throws UnavailableError where an arm cannot hold so many services, or a page has too many calls
 */
export function draftOf(system: System, only?: string): Draft {
  const changes: Change[] = []
  const asked = withoutNever(system, changes)
  const { ids: entries, guessed } = entriesOf(asked, only)
  const { ids: reached, cycles } = reachFrom(entries, asked.services)
  refuseTooManyServices(asked, reached.size)
  const services = withoutCycles(asked.services, cycles)
  changes.push(
    ...system.changes.filter(
      ({ of: [first] }) => first === undefined || !system.services.has(first) || reached.has(first),
    ),
    ...cycles.map((cycle) => ({ kind: 'cycle cut' as const, of: [...cycle, cycle[0]!] })),
    ...guessed.map((id) => ({ kind: 'entry guessed' as const, of: [id] })),
    ...(entries.length > 1 ? [{ kind: 'entries once' as const, of: entries }] : []),
    ...[...system.services.keys()]
      .filter((id) => !reached.has(id))
      .map((id) => ({ kind: 'never called' as const, of: [id] })),
  )
  const kept = [...reached].flatMap((id) => services.get(id) ?? [])
  const made = callsMade(entries, kept, changes)
  const databases = [...reached].flatMap((id) => system.databases.get(id) ?? [])
  const names = validNames([...kept, ...databases], [CLIENT, DNS])
  const namespaces = validNames(namespacesOf([...kept, ...databases]))
  const namespaceOf = ({ namespace }: Named): string =>
    namespace === null ? CLIENT_NAMESPACE : namespaces.get(namespace)!
  for (const named of [...kept, ...databases]) {
    const name = names.get(named.id)!
    if (name !== named.name) changes.push({ kind: 'renamed', of: [named.id], name })
  }
  for (const [id, name] of namespaces) if (id !== name) changes.push({ kind: 'renamed', of: [id], name })
  const byId = new Map<string, Named>([...kept, ...databases].map((named) => [named.id, named]))
  const refer = (from: string, to: string): string => {
    const namespace = namespaceOf(byId.get(to)!)
    return namespace === from ? names.get(to)! : `${names.get(to)!}.${namespace}`
  }
  const draft = (service: SourceService): DraftService => {
    const namespace = namespaceOf(service)
    const limited = (bytes: number | null): number | null =>
      limit('size limited', service.id, bytes, MOST_BYTES, changes)
    const callOf = (call: SourceCall): DraftCall => ({
      to: refer(namespace, call.to),
      requestBytes: limited(call.requestBytes),
      times: made.get(call) ?? 0,
      perRequest: call.perRequest,
    })
    return {
      name: names.get(service.id)!,
      namespace,
      source: service.id,
      responseBytes: limited(service.responseBytes),
      workUs: limit('work limited', service.id, service.workUs, MOST_WORK_US, changes),
      steps: service.steps.flatMap(({ atOnce, calls }): DraftStep[] => {
        const own = calls.filter((call) => (made.get(call) ?? 0) > 0)
        const queries = own.filter(({ to }) => system.databases.has(to))
        const others = own.filter((call) => !queries.includes(call))
        if (atOnce && queries.length > 0) changes.push({ kind: 'query by itself', of: [service.id] })
        const isParallel = atOnce && others.reduce((sum, call) => sum + made.get(call)!, 0) > 1
        return [
          ...(others.length > 0
            ? [{ kind: isParallel ? ('parallel' as const) : ('calls' as const), calls: others.map(callOf) }]
            : []),
          ...(queries.length > 0 ? [{ kind: 'queries' as const, calls: queries.map(callOf) }] : []),
        ]
      }),
    }
  }
  const isService = (id: string): boolean => system.services.has(id)
  return {
    services: kept.map(draft),
    databases: databases.map((database) => ({
      name: names.get(database.id)!,
      namespace: namespaceOf(database),
      source: database.name,
    })),
    page: entries.map((id) => ({ to: refer(CLIENT_NAMESPACE, id), source: id })),
    changes,
    unknown: system.unknown,
    callsPerPage: {
      source: countCalls(entries, kept, isService, ({ perRequest }) => perRequest),
      scenario: countCalls(entries, kept, isService, (call) => made.get(call) ?? 0),
    },
  }
}

/** The system without calls that are never made. */
function withoutNever(system: System, changes: Change[]): System {
  const services = new Map<string, SourceService>()
  for (const [id, service] of system.services) {
    for (const { to, perRequest } of callsOf(service))
      if (perRequest === 0) changes.push({ kind: 'rare call left out', of: [id, to], figure: 0 })
    const steps = service.steps
      .map((step) => ({ ...step, calls: step.calls.filter(({ perRequest }) => perRequest > 0) }))
      .filter(({ calls }) => calls.length > 0)
    services.set(id, { ...service, steps })
  }
  return { ...system, services }
}

function namespacesOf(all: readonly Named[]): Named[] {
  const names = [...new Set(all.flatMap(({ namespace }) => namespace ?? []))]
  return names.map((name) => ({ id: name, name, namespace: null }))
}

function limit(
  kind: 'size limited' | 'work limited',
  of: string,
  value: number | null,
  most: number,
  changes: Change[],
): number | null {
  if (value === null || value <= most) return value
  changes.push({ kind, of: [of], figure: value })
  return most
}
