/** What a verdict matrix asks of a pod, besides what every page asks: the requests and ports that the policies tell apart. */
import {
  nameOf,
  type AuthorizationPolicy,
  type Policies,
  type PolicyReference,
  type Rule,
} from '../../../policy/policy.ts'
import { selects } from '../../../policy/selector.ts'
import { podOf, type World } from '../../../policy/world.ts'
import { policiesOf } from '../../../policy/evaluate/by-sidecar.ts'
import { peersMatch } from '../../../policy/evaluate/matching.ts'
import { UNMARKED } from '../../../workload/page-mark.ts'

export interface AskedRequest {
  method: string
  path: string
}

/** Every page asks for "/" with GET. */
const ORDINARY: AskedRequest = { method: 'GET', path: UNMARKED }
const OTHER_METHODS = ['POST', 'DELETE', 'PUT']
/** Most requests and most further ports for one pair of pods: a matrix grows with both. */
const MOST_REQUESTS = 8
const MOST_PORTS = 3
/** A port that hardly a policy names: what no rule is about must be judged as well. */
const UNNAMED_PORT = 7999

/** The methods and paths that AuthorizationPolicies of the pod name, and one of each that they do not name, each with each. */
export function requestsOf(world: World, { authorization }: Policies, pod: string): AskedRequest[] {
  const ours = policiesOf(world, authorization, podOf(world, pod))
  const named = valuesOf(ours, 'method').map(sampleMethod)
  const other = named.length > 0 ? OTHER_METHODS.find((method) => !named.includes(method)) : undefined
  const methods = [ORDINARY.method, ...named, ...(other === undefined ? [] : [other])]
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

/** Ports besides the one that the pod serves: those that network policies name for calls of the pod, and one that none names. */
export function furtherPorts(world: World, { network }: Policies, pod: string, served: number): number[] {
  if (network.length === 0) return []
  const called = { kind: 'pod', name: pod, pod: podOf(world, pod) } as const
  const named = network.flatMap(({ egress, ingress, selects: selector }) => [
    ...(egress?.rules ?? []).filter(({ peers }) => peersMatch(peers, world, called)).flatMap(portsIn),
    ...(selects(selector, world, called.pod) ? (ingress?.rules ?? []).flatMap(portsIn) : []),
  ])
  const ports = [...new Set(named)].filter((port) => port !== served).slice(0, MOST_PORTS)
  return [...new Set([...ports, UNNAMED_PORT])]
}

const portsIn = ({ ports }: Rule): number[] =>
  ports === 'every'
    ? []
    : ports.flatMap(({ port, protocol }) =>
        port !== null && 'from' in port && (protocol === 'TCP' || protocol === 'any')
          ? [port.from, port.to]
          : [],
      )

/** Names of the policies of a verdict. */
export const names = (policies: readonly PolicyReference[]): string[] => [...new Set(policies.map(nameOf))]
