/** What a verdict matrix asks of a pod, besides what every page asks: the requests and ports that the policies tell apart. */
import { nameOf, type AuthorizationPolicy, type NetworkRules, type Policies } from '../../../policy/policy.ts'
import { selects } from '../../../policy/selector.ts'
import { podOf, type World } from '../../../policy/world.ts'
import { policiesOf } from '../../../policy/evaluate/by-sidecar.ts'
import { UNMARKED } from '../../../workload/page-mark.ts'

export interface AskedRequest {
  method: string
  path: string
}

/** Every page asks for "/" with GET. */
const ORDINARY: AskedRequest = { method: 'GET', path: UNMARKED }
/** Most requests and most further ports for one pair of pods: a matrix grows with both. */
const MOST_REQUESTS = 8
const MOST_PORTS = 3
/** A port that hardly a policy names: what no rule is about must be judged as well. */
const UNNAMED_PORT = 7999

/** The methods and paths that AuthorizationPolicies of the pod name, each method with each path. */
export function requestsOf(world: World, { authorization }: Policies, pod: string): AskedRequest[] {
  const ours = policiesOf(world, authorization, podOf(world, pod))
  const methods = [ORDINARY.method, ...valuesOf(ours, 'method').map(sampleMethod)]
  const paths = [ORDINARY.path, ...valuesOf(ours, 'path').map(samplePath)]
  const all = [...new Set(paths)].flatMap((path) => [...new Set(methods)].map((method) => ({ method, path })))
  return all.slice(0, MOST_REQUESTS)
}

const valuesOf = (policies: readonly AuthorizationPolicy[], kind: 'method' | 'path'): string[] =>
  policies.flatMap(({ rules }) =>
    rules.flatMap(({ permissions }) =>
      permissions
        .flat()
        .flatMap(({ attribute, values, notValues }) =>
          attribute.kind === kind ? [...values, ...notValues] : [],
        ),
    ),
  )

const sampleMethod = (method: string): string => (method.includes('*') ? 'POST' : method)

/** A path that the pattern matches: "/admin*" stands for "/admin". */
function samplePath(pattern: string): string {
  const plain = pattern.replaceAll('{**}', 'a/b').replaceAll('{*}', 'a').replaceAll('*', '')
  return plain.startsWith('/') ? plain : `/${plain}`
}

/** Ports besides the one that the pod serves: those that network policies of the pod or its callers name, and one that none names. */
export function furtherPorts(world: World, { network }: Policies, pod: string, served: number): number[] {
  if (network.length === 0) return []
  const named = network.flatMap((rules) => [
    ...portsIn(rules.egress),
    ...(selects(rules.selects, world, podOf(world, pod)) ? portsIn(rules.ingress) : []),
  ])
  const ports = [...new Set(named)].filter((port) => port !== served).slice(0, MOST_PORTS)
  return [...ports, UNNAMED_PORT].filter((port, index, all) => all.indexOf(port) === index)
}

const portsIn = (direction: NetworkRules['ingress']): number[] =>
  direction?.rules.flatMap(({ ports }) =>
    ports === 'every'
      ? []
      : ports.flatMap(({ port, protocol }) =>
          port !== null && 'from' in port && (protocol === 'TCP' || protocol === 'any') ? [port.from, port.to] : [],
        ),
  ) ?? []

/** Names of the policies of a verdict. */
export const names = (policies: readonly Parameters<typeof nameOf>[0][]): string[] => [
  ...new Set(policies.map(nameOf)),
]
