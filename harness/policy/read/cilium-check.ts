/** What Cilium's validation refuses besides unknown fields (cilium/cilium, pkg/policy/api/rule_validation.go), and what hopbench refuses. */
import { didYouMean } from '../../words/did-you-mean.ts'
import type { Problem } from '../../yaml/problem.ts'
import { isAddress, isCidr } from '../address-range.ts'
import { contains } from '../address-range.ts'
import { keyProblems } from './cilium-labels.ts'
import type { CiliumRule } from './cilium-schema.ts'
import { entriesOf, type SectionEntry, type ToPorts } from './cilium-sections.ts'
import { selectorProblems, type WrittenSelector } from './label-selector.ts'
import { regexProblem } from '../regex.ts'

/** @returns the problems of one rule; paths begin at the rule */
export function checkCiliumRule(rule: CiliumRule): Problem[] {
  const entries = entriesOf(rule)
  return [
    ...(rule.endpointSelector ? [] : [{ path: [], message: 'must have an endpointSelector' }]),
    ...(entries.length > 0
      ? []
      : [
          {
            path: [],
            message:
              'must have at least one entry in ingress, ingressDeny, egress or egressDeny; `ingress: [{}]` denies all',
          },
        ]),
    ...selectorIn(rule.endpointSelector, ['endpointSelector']),
    ...entries.flatMap(entryProblems),
  ]
}

const selectorIn = (selector: WrittenSelector | undefined, path: PropertyKey[]): Problem[] => [
  ...selectorProblems(selector, path),
  ...keyProblems(selector, path),
]

function entryProblems(entry: SectionEntry): Problem[] {
  const { path, endpoints, cidrs, cidrSets, entities, toPorts } = entry
  const kinds = [endpoints, cidrs, cidrSets, entities].flatMap((list) =>
    list !== null && list.list.length > 0 ? [list.field] : [],
  )
  if (kinds.length > 1)
    return [{ path, message: `combines ${kinds.join(' and ')}, which Cilium refuses: write two rules` }]
  return [
    ...(endpoints?.list ?? []).flatMap((one, n) => selectorIn(one, [...path, endpoints!.field, n])),
    ...(cidrs?.list ?? []).flatMap((one, n) =>
      isCidr(one) || isAddress(one) ? [] : [notARange(one, [...path, cidrs!.field, n])],
    ),
    ...(cidrSets?.list ?? []).flatMap((one, n) => cidrSetProblems(one, [...path, cidrSets!.field, n])),
    ...(entities?.list ?? []).flatMap((one, n) => entityProblems(one, [...path, entities!.field, n])),
    ...toPorts.flatMap((one, n) => toPortsProblems(one, entry, [...path, 'toPorts', n])),
  ]
}

const notARange = (text: string, path: PropertyKey[]): Problem => ({
  path,
  message: `must be a range such as 10.0.0.0/8, but is "${text}"`,
})

function cidrSetProblems(
  { cidr, except = [] }: { cidr: string; except?: string[] | undefined },
  path: PropertyKey[],
): Problem[] {
  if (!isCidr(cidr)) return [notARange(cidr, [...path, 'cidr'])]
  return except.flatMap((one, n) =>
    isCidr(one) && contains(cidr, one.split('/')[0]!)
      ? []
      : [{ path: [...path, 'except', n], message: `must be a part of ${cidr}, but is "${one}"` }],
  )
}

/** Entities that hopbench's worlds have. */
export const ENTITIES = ['all', 'cluster', 'host', 'world'] as const
/** Cilium's other entities, and why hopbench refuses them. */
const REFUSED_ENTITIES: Record<string, string> = {
  'remote-node': "hopbench's arms have one node",
  'kube-apiserver': 'an arm on network namespaces has no API server',
  ingress: 'hopbench has no ingress of Cilium',
  init: 'every pod of an arm has an identity',
  health: 'hopbench has no health endpoints of Cilium',
  unmanaged: 'every pod of an arm is managed',
  none: 'leave the rule out',
  'world-ipv4': 'write world, since arms have IPv4 only',
  'world-ipv6': 'arms have IPv4 only',
}

function entityProblems(entity: string, path: PropertyKey[]): Problem[] {
  if ((ENTITIES as readonly string[]).includes(entity)) return []
  const why = Object.hasOwn(REFUSED_ENTITIES, entity) ? REFUSED_ENTITIES[entity]! : null
  const message =
    why === null
      ? `must be ${ENTITIES.join(', ')}, but is "${entity}"${didYouMean(entity, ENTITIES)}`
      : `must not be ${entity}: ${why}`
  return [{ path, message }]
}

function toPortsProblems(one: ToPorts, { direction }: SectionEntry, path: PropertyKey[]): Problem[] {
  const { ports, http, dns, kinds } = one
  const rules = [...path, 'rules']
  if (kinds.length > 1)
    return [{ path: rules, message: 'has http and dns, of which Cilium takes one: write two entries' }]
  if (dns.length > 0 && direction === 'ingress')
    return [{ path: rules, message: 'has dns, which Cilium takes for egress only' }]
  if (dns.length > 0 && ports.length === 0)
    return [{ path: rules, message: 'has dns without ports: name port 53' }]
  return [
    ...ports.flatMap((port, n) => portProblems(port, one, [...path, 'ports', n])),
    ...http.flatMap(({ method, path: written, host }, n) =>
      Object.entries({ method, path: written, host }).flatMap(([field, text]) => {
        const message = text === undefined ? null : regexProblem(text)
        return message === null ? [] : [{ path: [...rules, 'http', n, field], message }]
      }),
    ),
    ...dns.flatMap(({ matchName, matchPattern }, n) =>
      (matchName === undefined) === (matchPattern === undefined)
        ? [{ path: [...rules, 'dns', n], message: 'must have either matchName or matchPattern' }]
        : [],
    ),
  ]
}

function portProblems(
  port: ToPorts['ports'][number],
  { http, dns }: ToPorts,
  path: PropertyKey[],
): Problem[] {
  const isName = !/^\d+$/.test(port.port)
  const number = Number(port.port)
  const problem = (field: string, message: string): Problem[] => [{ path: [...path, field], message }]
  if (!isName && number > 65_535) return problem('port', `must be at most 65535, but is ${number}`)
  if (number === 0 && http.length + dns.length > 0)
    return problem('port', 'must not be 0 where the entry has http or dns rules')
  const protocol = port.protocol ?? 'ANY'
  if (http.length > 0 && protocol !== 'TCP')
    return [{ path, message: `must have protocol: TCP for http rules, but has ${protocol}` }]
  if (port.endPort === undefined || port.endPort === 0) return []
  if (isName) return problem('endPort', 'must not be there, because port is a name')
  if (port.endPort < number)
    return problem('endPort', `must be at least port (${number}), but is ${port.endPort}`)
  if (dns.length > 0 && port.endPort > number)
    return problem('endPort', 'must not be there, because dns rules take no range of ports')
  return []
}
