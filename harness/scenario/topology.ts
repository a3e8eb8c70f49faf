/** Facts that follow from a topology: who calls whom, how often, and how long the longest path is. */
import type { Call, Step, Topology } from './schema.ts'

/** Names of the pods that every arm has besides the services. No service may have these names. */
export const CLIENT = 'client'
export const DNS = 'dns'
/** Kubernetes namespace of the client's pod. */
export const CLIENT_NAMESPACE = 'default'

export interface Edge {
  /** Name of a service, or "client". */
  from: string
  to: string
  callsPerPage: number
}

/** The service of a call: "orders" of "orders.shop". */
export const serviceOf = (call: string): string => call.split('.', 1)[0]!

/** The calls that a caller makes for one request: groups in order; the calls of a group are made at once. CPU work is left out. */
export function callGroups(steps: readonly Step[]): Call[][] {
  return steps.flatMap((step) => ('parallel' in step ? [step.parallel] : 'call' in step ? [[step]] : []))
}

/** Every caller with its steps; the client comes first. */
export function callersOf(topology: Topology): [name: string, steps: Step[]][] {
  return [
    [CLIENT, topology.page],
    ...Object.entries(topology.services).map(([name, service]): [string, Step[]] => [name, service.steps]),
  ]
}

/** Who calls whom, and how often for one page. Callers are in the order of the file. The topology must have no cycle. */
export const edgesOf = (topology: Topology): Edge[] => edgesOfCalls(topology, () => true)

/** Who calls whom straight at the address of the pod, past what stands behind the service's name, and how often for one page. */
export const edgesToPodAddresses = (topology: Topology): Edge[] => edgesOfCalls(topology, isToPodAddress)

export const isToPodAddress = ({ to }: Pick<Call, 'to'>): boolean => to === 'pod-address'

function edgesOfCalls(topology: Topology, counts: (call: Call) => boolean): Edge[] {
  const requests = requestsPerPage(topology)
  return callersOf(topology).flatMap(([from, steps]) => {
    const calls = new Map<string, number>()
    for (const { call } of callGroups(steps).flat().filter(counts))
      calls.set(serviceOf(call), (calls.get(serviceOf(call)) ?? 0) + 1)
    return [...calls].map(([to, count]) => ({ from, to, callsPerPage: count * requests(from) }))
  })
}

/** Whether the topology's policy lets one pod call another. Without a policy every call is allowed. */
export function mayCall({ policy }: Topology, from: string, to: string): boolean {
  return !policy || policy.allow.some((rule) => rule.from === from && rule.to.includes(to))
}

/** Requests that each service gets for one page: the requests that each caller gets, times the caller's calls of the service. */
export function requestsPerPage(topology: Topology): (name: string) => number {
  const known = new Map([[CLIENT, 1]])
  const callers = callersOf(topology)
  const requests = (name: string): number => {
    const before = known.get(name)
    if (before !== undefined) return before
    let sum = 0
    for (const [caller, steps] of callers) {
      const calls = callGroups(steps)
        .flat()
        .filter(({ call }) => serviceOf(call) === name).length
      if (calls > 0) sum += calls * requests(caller)
    }
    known.set(name, sum)
    return sum
  }
  return requests
}

/** Number of successive calls on the longest path of one page, including the client's own call. */
export function hopsPerPage(topology: Topology): number {
  const known = new Map<string, number>()
  const hopsOfCall = ({ call }: Call): number => {
    const name = serviceOf(call)
    const below = known.get(name) ?? hopsOfSteps(topology.services[name]?.steps ?? [])
    known.set(name, below)
    return 1 + below
  }
  const hopsOfSteps = (steps: readonly Step[]): number =>
    callGroups(steps).reduce((sum, group) => sum + Math.max(...group.map(hopsOfCall)), 0)
  return hopsOfSteps(topology.page)
}

export const callsPerPage = (topology: Topology): number =>
  edgesOf(topology).reduce((sum, edge) => sum + edge.callsPerPage, 0)
