/** CiliumNetworkPolicy and CiliumClusterwideNetworkPolicy (cilium.io/v2). */
import { z } from 'zod'
import type { Problem } from '../../yaml/problem.ts'
import { asCidr } from '../address-range.ts'
import type {
  Direction,
  NetworkRules,
  Peer,
  PolicyReference,
  PortRule,
  RequestRules,
  Rule,
} from '../policy.ts'
import { inNamespace, type Requirement } from '../selector.ts'
import { checkCiliumRule, type ENTITIES } from './cilium-check.ts'
import { ciliumRequirements } from './cilium-labels.ts'
import { ciliumRule, type CiliumHttp, type CiliumPort, type CiliumRule } from './cilium-schema.ts'
import { entriesOf, type SectionEntry, type ToPorts } from './cilium-sections.ts'
import { clusterMetadata, namespacedMetadata } from './metadata.ts'
import { objectReader, type PolicyRead } from './read-object.ts'

const schemaWith = <Metadata extends z.ZodType>(metadata: Metadata) =>
  z.strictObject({
    apiVersion: z.string(),
    kind: z.string(),
    metadata,
    spec: ciliumRule.optional(),
    specs: z.array(ciliumRule).optional(),
    status: z.unknown().optional(),
  })

export const readCiliumNetworkPolicy = objectReader(schemaWith(namespacedMetadata), check, (written) =>
  convert(written, {
    kind: 'CiliumNetworkPolicy',
    namespace: written.metadata.namespace,
    name: written.metadata.name,
  }),
)

export const readCiliumClusterwideNetworkPolicy = objectReader(
  schemaWith(clusterMetadata),
  check,
  (written) =>
    convert(written, {
      kind: 'CiliumClusterwideNetworkPolicy',
      namespace: '',
      name: written.metadata.name,
    }),
)

interface Specs {
  spec?: CiliumRule | undefined
  specs?: CiliumRule[] | undefined
}

function check({ spec, specs }: Specs): Problem[] {
  if (!spec && (specs ?? []).length === 0) return [{ path: [], message: 'must have spec or specs' }]
  const at = (path: PropertyKey[], problems: Problem[]): Problem[] =>
    problems.map((problem) => ({ ...problem, path: [...path, ...problem.path] }))
  return [
    ...(spec ? at(['spec'], checkCiliumRule(spec)) : []),
    ...(specs ?? []).flatMap((one, n) => at(['specs', n], checkCiliumRule(one))),
  ]
}

const convert = ({ spec, specs }: Specs, policy: PolicyReference): PolicyRead[] =>
  [...(spec ? [spec] : []), ...(specs ?? [])].map((rule) => ({
    layer: 'network',
    rules: rulesOf(rule, policy),
  }))

function rulesOf(rule: CiliumRule, policy: PolicyReference): NetworkRules {
  const entries = entriesOf(rule)
  const direction = (name: 'ingress' | 'egress'): Direction | null => {
    const ours = entries.filter((entry) => entry.direction === name)
    const isolates = rule.enableDefaultDeny?.[name] ?? ours.length > 0
    return ours.length === 0 && !isolates
      ? null
      : { isolates, rules: ours.flatMap((entry) => rulesOfEntry(entry, policy)) }
  }
  return {
    policy,
    // A namespaced policy selects in its own namespace only, whatever its selector says.
    selects: [
      ...(policy.namespace === '' ? [] : [inNamespace(policy.namespace)]),
      ...ciliumRequirements(rule.endpointSelector ?? {}),
    ],
    ingress: direction('ingress'),
    egress: direction('egress'),
  }
}

/** Each entry of toPorts has requests of its own, so each becomes a rule. */
function rulesOfEntry(entry: SectionEntry, policy: PolicyReference): Rule[] {
  const { verdict, toPorts } = entry
  const peers = peersOf(entry, policy)
  if (toPorts.length === 0) return [{ verdict, peers, ports: 'every', requests: null }]
  return toPorts.map((one) => ({
    verdict,
    peers,
    ports: one.ports.length === 0 ? 'every' : one.ports.map(portRuleOf),
    requests: requestsOf(one),
  }))
}

/** No list at all matches everybody where there are ports, and nobody where there are none: `ingress: [{}]`. */
function peersOf(
  { endpoints, cidrs, cidrSets, entities, toPorts }: SectionEntry,
  policy: PolicyReference,
): Rule['peers'] {
  if (!endpoints && !cidrs && !cidrSets && !entities) return toPorts.length === 0 ? [] : 'any'
  const named = (entities?.list ?? []) as (typeof ENTITIES)[number][]
  if (named.includes('all')) return 'any'
  return [
    ...(endpoints?.list ?? []).map((selector): Peer => ({
      kind: 'pods',
      selector: inOwnNamespace(ciliumRequirements(selector), policy.namespace),
    })),
    ...(cidrs?.list ?? []).map((cidr): Peer => ({ kind: 'cidr', cidr: asCidr(cidr), except: [] })),
    ...(cidrSets?.list ?? []).map(({ cidr, except = [] }): Peer => ({ kind: 'cidr', cidr, except })),
    ...named.flatMap((entity): Peer[] => (entity === 'all' ? [] : [{ kind: 'entity', entity }])),
  ]
}

/** A selector that says nothing of the namespace selects in the policy's own (Cilium: getEndpointSelector). */
const inOwnNamespace = (selector: Requirement[], namespace: string): Requirement[] =>
  namespace === '' || selector.some(({ of }) => of === 'namespace')
    ? selector
    : [inNamespace(namespace), ...selector]

function portRuleOf({ port, endPort = 0, protocol = 'ANY' }: CiliumPort): PortRule {
  const number = Number(port)
  return {
    protocol: protocol === 'ANY' ? 'any' : protocol,
    port: Number.isNaN(number)
      ? { name: port.toLowerCase() }
      : number === 0
        ? null
        : { from: number, to: Math.max(number, endPort) },
  }
}

function requestsOf({ http, dns }: ToPorts): RequestRules | null {
  if (http.length > 0)
    return {
      kind: 'http',
      rules: http.map((rule) => ({
        method: written(rule.method),
        path: written(rule.path),
        host: written(rule.host),
        headers: headersOf(rule),
      })),
    }
  if (dns.length === 0) return null
  return {
    kind: 'dns',
    rules: dns.map(({ matchName, matchPattern }) =>
      matchName === undefined ? { pattern: matchPattern ?? '' } : { name: matchName },
    ),
  }
}

const written = (text = ''): string | null => (text === '' ? null : text)

/** "X-Token" must be there; "X-Token: abc" must be there with this value. */
const headersOf = ({ headers = [], headerMatches = [] }: CiliumHttp) => [
  ...headers.map((text) => {
    const [name = '', ...value] = text.split(' ')
    return {
      name: name.replace(/:+$/, '').toLowerCase(),
      value: value.length === 0 ? null : value.join(' '),
    }
  }),
  ...headerMatches.map(({ name, value }) => ({ name: name.toLowerCase(), value: written(value) })),
]
