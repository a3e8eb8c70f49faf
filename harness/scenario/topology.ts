/** Facts of a topology that follow from the file alone: who calls whom, how often, and how long the longest path is. */
import type { Call, Scenario, Step, Topology } from './schema.ts'

/** Pods every arm has besides the services; no service may have their names. */
export const CLIENT = 'client'
export const DNS = 'dns'
/** Namespace the client's pod is in. */
export const CLIENT_NAMESPACE = 'default'

export interface Edge {
  /** A service, or "client". */
  from: string
  to: string
  callsPerPage: number
}

/** The service of a call: "orders" of "orders.shop". */
export const serviceOf = (call: string): string => call.split('.', 1)[0]!

/** What a caller does for one request: groups of calls in order, calls of a group at once. CPU work is left out. */
export function callGroups(steps: readonly Step[]): Call[][] {
  return steps.flatMap((step) => ('parallel' in step ? [step.parallel] : 'call' in step ? [[step]] : []))
}

/** Every caller with its steps, the client first. */
export function callersOf(topology: Topology): [name: string, steps: Step[]][] {
  return [
    [CLIENT, topology.page],
    ...Object.entries(topology.services).map(([name, service]): [string, Step[]] => [name, service.steps]),
  ]
}

/** Who calls whom and how often for one page, callers in the order of the file. The topology must have no cycle. */
export function edgesOf(topology: Topology): Edge[] {
  const requests = requestsPerPage(topology)
  return callersOf(topology).flatMap(([from, steps]) => {
    const calls = new Map<string, number>()
    for (const { call } of callGroups(steps).flat())
      calls.set(serviceOf(call), (calls.get(serviceOf(call)) ?? 0) + 1)
    return [...calls].map(([to, count]) => ({ from, to, callsPerPage: count * requests(from) }))
  })
}

/** Whether the topology's policy lets one pod call another; without a policy everybody may. */
export function mayCall({ policy }: Topology, from: string, to: string): boolean {
  return !policy || policy.allow.some((rule) => rule.from === from && rule.to.includes(to))
}

/** Requests each service gets for one page: those of its callers, times its calls in them. */
function requestsPerPage(topology: Topology): (name: string) => number {
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

/** Calls one after the other on the longest path of one page, the client's own included. */
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

/** The scenario as a run's record keeps it. */
export function describeScenario({ name, description, topology, clientPlacement }: Scenario) {
  const names = (groups: Call[][]) => groups.map((group) => group.map(({ call }) => serviceOf(call)))
  return {
    name,
    description,
    services: Object.fromEntries(
      Object.entries(topology.services).map(([service, { namespace, steps, responseBytes }]) => [
        service,
        {
          namespace,
          calls: names(callGroups(steps)).flat(),
          cpuUs: steps.reduce((sum, step) => sum + ('cpuUs' in step ? step.cpuUs : 0), 0),
          responseBytes,
        },
      ]),
    ),
    page: names(callGroups(topology.page)),
    edges: edgesOf(topology),
    clientPlacement,
    hopsPerPage: hopsPerPage(topology),
    callsPerPage: callsPerPage(topology),
  }
}
