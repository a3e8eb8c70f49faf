/** Checks rules for a topology that the schema cannot express. Finds all mistakes, not only the first. */
import { didYouMean } from '../words/did-you-mean.ts'
import type { Problem } from '../yaml/problem.ts'
import { checkDatabases } from './check-databases.ts'
import type { Call, Step, Topology } from './schema.ts'
import {
  CLIENT,
  CLIENT_NAMESPACE,
  callersOf,
  callsPerPage,
  callGroups,
  DNS,
  mayCall,
  serviceOf,
} from './topology.ts'

/** An arm's pods share one /24 of the benchmark range. */
export const MOST_SERVICES = 200

/** Limit of calls per page, since hundreds of pages are sent a second. The largest page in DeathStarBench makes 40 calls. */
export const MOST_CALLS_PER_PAGE = 1000

/** Returns the problems of a topology. Paths begin at the topology. */
export function checkTopology(topology: Topology): Problem[] {
  const calls = callersOf(topology).flatMap(([from, steps]) => callsWithPaths(from, steps))
  const problems = [
    ...reservedNames(topology),
    ...calls.flatMap((callAt) => wrongCall(topology, callAt)),
    ...cycles(topology),
    ...unreachable(topology),
    ...checkDatabases(topology),
    ...wrongPolicy(topology, calls),
  ]
  // Calls can only be counted in a topology without cycles.
  return problems.length > 0 ? problems : tooManyCalls(topology)
}

/** Repeated calls multiply: ten levels of services with ten calls each make ten thousand million calls. */
function tooManyCalls(topology: Topology): Problem[] {
  const calls = callsPerPage(topology)
  if (calls <= MOST_CALLS_PER_PAGE) return []
  const message = `makes ${calls} calls, including the calls of its services; at most ${MOST_CALLS_PER_PAGE} can be measured`
  return [{ path: ['page'], message }]
}

interface CallWithPath {
  from: string
  call: string
  path: PropertyKey[]
}

function callsWithPaths(from: string, steps: readonly Step[]): CallWithPath[] {
  const base = from === CLIENT ? ['page'] : ['services', from, 'steps']
  const callAt = (call: Call, path: PropertyKey[]) => ({
    from,
    call: call.call,
    path: [...base, ...path, 'call'],
  })
  return steps.flatMap((step, n) => {
    if ('parallel' in step) return step.parallel.map((call, m) => callAt(call, [n, 'parallel', m]))
    return 'call' in step ? [callAt(step, [n])] : []
  })
}

function reservedNames({ services, databases = {} }: Topology): Problem[] {
  const names = Object.keys(services)
  const pods = names.length + Object.keys(databases).length
  const reserved = names.filter((name) => name === CLIENT || name === DNS)
  return [
    ...reserved.map((key) => ({
      path: ['services'],
      key,
      message: 'is the name of a pod that every arm has: choose another',
    })),
    ...(pods > MOST_SERVICES
      ? [
          {
            path: ['services'],
            message: `has ${pods} services and databases; at most ${MOST_SERVICES} fit in an arm`,
          },
        ]
      : []),
  ]
}

/** Checks a call's name. Names resolve as in Kubernetes: a bare name in the caller's namespace, `name.namespace` everywhere. */
function wrongCall({ services }: Topology, { from, call, path }: CallWithPath): Problem[] {
  const [name = '', namespace, ...rest] = call.split('.')
  const service = Object.hasOwn(services, name) ? services[name] : undefined
  if (!service || rest.length > 0)
    return [
      {
        path,
        message: `calls ${call}, which is not a service of this topology${didYouMean(name, Object.keys(services))}`,
      },
    ]
  const callerNamespace = services[from]?.namespace ?? CLIENT_NAMESPACE
  if ((namespace ?? callerNamespace) === service.namespace) return []
  return [
    {
      path,
      message: `${call} would not resolve: ${from} is in namespace ${callerNamespace}, ${name} in ${service.namespace}; call it ${name}.${service.namespace}`,
    },
  ]
}

/** Finds each cycle once, and names it in the order of its calls: a → b → a. */
function cycles({ services }: Topology): Problem[] {
  const problems: Problem[] = []
  const done = new Set<string>()
  const visit = (name: string, trail: string[]): void => {
    const start = trail.indexOf(name)
    if (start >= 0) {
      const cycle = [...trail.slice(start), name].join(' → ')
      problems.push({ path: ['services'], key: name, message: `calls itself in a circle: ${cycle}` })
    } else if (!done.has(name)) {
      for (const callee of calleesOf(services[name]?.steps ?? [])) visit(callee, [...trail, name])
      done.add(name)
    }
  }
  for (const name of Object.keys(services)) visit(name, [])
  return problems
}

const calleesOf = (steps: readonly Step[]): Set<string> =>
  new Set(
    callGroups(steps)
      .flat()
      .map(({ call }) => serviceOf(call)),
  )

function unreachable({ services, page }: Topology): Problem[] {
  const reached = new Set<string>()
  const reach = (name: string): void => {
    if (reached.has(name)) return
    reached.add(name)
    for (const callee of calleesOf(services[name]?.steps ?? [])) reach(callee)
  }
  for (const name of calleesOf(page)) reach(name)
  return Object.keys(services)
    .filter((name) => !reached.has(name))
    .map((key) => ({
      path: ['services'],
      key,
      message: 'is never called: call it from the page or a service, or remove it',
    }))
}

function wrongPolicy(topology: Topology, calls: CallWithPath[]): Problem[] {
  const { services, databases = {}, policy } = topology
  if (!policy) return []
  const known = [CLIENT, ...Object.keys(services), ...Object.keys(databases)]
  const unknown = (name: string, path: PropertyKey[]): Problem[] =>
    known.includes(name)
      ? []
      : [
          {
            path: ['policy', 'allow', ...path],
            message: `names ${name}, which is not a service or database${didYouMean(name, known)}`,
          },
        ]
  return [
    ...policy.allow.flatMap(({ from, to }, n) => [
      ...unknown(from, [n, 'from']),
      ...to.flatMap((name, m) => unknown(name, [n, 'to', m])),
    ]),
    ...calls
      .filter(
        ({ from, call }) =>
          Object.hasOwn(services, serviceOf(call)) && !mayCall(topology, from, serviceOf(call)),
      )
      .map(({ from, call, path }) => ({
        path,
        message: `the policy forbids ${from} → ${serviceOf(call)}: allow it under policy.allow, or remove the call`,
      })),
  ]
}
