/** The attempts of a scenario that policies are judged by: the calls of its page, queries for names, and every pair of pods. */
import type { Attempt } from '../../policy/attempt.ts'
import type { Topology } from '../../scenario/schema.ts'
import { callersOf, callGroups, CLIENT, CLIENT_NAMESPACE, DNS, serviceOf } from '../../scenario/topology.ts'
import { firstMark, pageDigits, UNMARKED } from '../../workload/page-mark.ts'
import { CALLER_HEADER } from '../../workload/config.ts'
import { TARGET_PORT } from './ports.ts'

const DNS_PORT = 53
/** The path of a request under load; proofs ask for "/". */
const PATH_OF_A_PAGE = firstMark(pageDigits(1), '1')

/** Something a run cannot do without. */
export interface NeededCall {
  from: string
  /** A service, or "dns". */
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

/** Every call of the page and of the services, and every caller's query for the name. */
export const neededCalls = (topology: Topology): NeededCall[] =>
  callersOf(topology).flatMap(([from, steps]) => {
    const calls = callGroups(steps).flat()
    if (calls.length === 0) return []
    const asked = new Map(
      calls.flatMap(({ call, requestBytes }) =>
        [UNMARKED, PATH_OF_A_PAGE].map((path) => {
          const [to, method] = [serviceOf(call), requestBytes > 0 ? 'POST' : 'GET']
          return [`${to} ${method} ${path}`, { to, method, path }] as const
        }),
      ),
    )
    const [first] = calls
    return [
      { from, to: DNS, attempt: dnsAttempt(topology, from, serviceOf(first!.call)) },
      ...[...asked.values()].map(({ to, ...request }) => ({
        from,
        to,
        attempt: callAttempt(topology, from, to, request),
      })),
    ]
  })

const dnsAttempt = ({ services }: Topology, from: string, service: string): Attempt => ({
  from: { kind: 'pod', pod: from },
  to: { kind: 'pod', pod: DNS },
  protocol: 'UDP',
  port: DNS_PORT,
  dnsName: `${service}.${services[service]!.namespace}.svc.cluster.local`,
})

/** Every pair of a caller (the client or a service) and another service. */
export const pairsOf = ({ services }: Topology): { from: string; to: string }[] => {
  const names = Object.keys(services)
  return [CLIENT, ...names].flatMap((from) => names.filter((to) => to !== from).map((to) => ({ from, to })))
}
