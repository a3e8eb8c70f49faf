/** The attempts of a scenario that policies are judged by: the calls and queries of its page, queries for names, and every pair of pods. */
import type { Attempt } from '../../policy/attempt.ts'
import { databasesOf, queryEdgesOf } from '../../scenario/queries.ts'
import type { Topology } from '../../scenario/schema.ts'
import { callersOf, callGroups, CLIENT, CLIENT_NAMESPACE, DNS, serviceOf } from '../../scenario/topology.ts'
import { firstMark, pageDigits, UNMARKED } from '../../workload/page-mark.ts'
import { CALLER_HEADER } from '../../workload/config.ts'
import { DATABASE_PORT, TARGET_PORT } from './ports.ts'

const DNS_PORT = 53
/** The path of a request under load; proofs ask for "/". */
const PATH_OF_A_PAGE = firstMark(pageDigits(1), '1')

/** Something a run cannot do without. */
export interface NeededAttempt {
  from: string
  /** A service, a database, or "dns". */
  to: string
  attempt: Attempt
}

/** A call of a service. Names of services are translated to pods first, so its port is the pod's. */
export function callAttempt(
  { services }: Topology,
  from: string,
  to: string,
  asked: { method?: string; path?: string; host?: string } = {},
): Attempt {
  const namespace = services[to]!.namespace
  const callerNamespace = from === CLIENT ? CLIENT_NAMESPACE : services[from]!.namespace
  return {
    from: { kind: 'pod', pod: from },
    to: { kind: 'pod', pod: to },
    protocol: 'TCP',
    port: TARGET_PORT,
    http: {
      method: asked.method ?? 'GET',
      path: asked.path ?? PATH_OF_A_PAGE,
      host: asked.host ?? (namespace === callerNamespace ? to : `${to}.${namespace}`),
      headers: from === CLIENT ? {} : { [CALLER_HEADER]: from },
    },
  }
}

/** An attempt at a database, whose bytes are no HTTP. */
const queryAttempt = (from: string, to: string): Attempt => ({
  from: { kind: 'pod', pod: from },
  to: { kind: 'pod', pod: to },
  protocol: 'TCP',
  port: DATABASE_PORT,
})

/** A call of a service with GET, or an attempt at a database. */
export const pairAttempt = (topology: Topology, from: string, to: string): Attempt =>
  Object.hasOwn(topology.services, to) ? callAttempt(topology, from, to) : queryAttempt(from, to)

/** Every call of the page and of the services, every query of a database, and every caller's query for the name. */
export function neededAttempts(topology: Topology): NeededAttempt[] {
  const queries = queryEdgesOf(topology)
  const asking = callersOf(topology).flatMap(([from, steps]): NeededAttempt[] => {
    const calls = callGroups(steps).flat()
    const [asked] = [
      ...calls.map(({ call }) => serviceOf(call)),
      ...queries.filter((edge) => edge.from === from).map(({ to }) => to),
    ]
    if (asked === undefined) return []
    const requests = new Map(
      calls.flatMap(({ call, requestBytes }) =>
        [UNMARKED, PATH_OF_A_PAGE].map((path) => {
          const [to, method] = [serviceOf(call), requestBytes > 0 ? 'POST' : 'GET']
          return [`${to} ${method} ${path}`, { to, method, path }] as const
        }),
      ),
    )
    return [
      { from, to: DNS, attempt: dnsAttempt(topology, from, asked) },
      ...[...requests.values()].map(({ to, ...request }) => ({
        from,
        to,
        attempt: callAttempt(topology, from, to, request),
      })),
    ]
  })
  return [...asking, ...queries.map(({ from, to }) => ({ from, to, attempt: queryAttempt(from, to) }))]
}

const dnsAttempt = ({ services, databases = {} }: Topology, from: string, asked: string): Attempt => ({
  from: { kind: 'pod', pod: from },
  to: { kind: 'pod', pod: DNS },
  protocol: 'UDP',
  port: DNS_PORT,
  dnsName: `${asked}.${(services[asked] ?? databases[asked])!.namespace}.svc.cluster.local`,
})

/** Every pair of a caller (the client or a service) and another service or a database. */
export const pairsOf = (topology: Topology): { from: string; to: string }[] => {
  const callers = [CLIENT, ...Object.keys(topology.services)]
  const called = [...Object.keys(topology.services), ...databasesOf(topology).map(({ name }) => name)]
  return callers.flatMap((from) => called.filter((to) => to !== from).map((to) => ({ from, to })))
}
