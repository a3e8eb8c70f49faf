/** NetworkPolicy of Kubernetes (networking.k8s.io/v1). */
import { z } from 'zod'
import type { Problem } from '../../yaml/problem.ts'
import { isCidr, isSmallerPart } from '../address-range.ts'
import type { Direction, NetworkRules, Peer, PortRule } from '../policy.ts'
import { inNamespace } from '../selector.ts'
import { labelSelector, requirementsOf, selectorProblems } from './label-selector.ts'
import { namespacedMetadata } from './metadata.ts'
import { objectReader } from './read-object.ts'

const MOST_PORT = 65_535
const portNumber = z.int().min(1).max(MOST_PORT)
/** RFC 6335: at most 15 letters, digits and dashes, at least one letter. */
const portName = z
  .string()
  .max(15, 'must have at most 15 characters')
  .regex(
    /^(?=.*[a-z])(?!.*--)[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
    'must be a number without quotes, or a name in small letters',
  )

const port = z.strictObject({
  protocol: z.enum(['TCP', 'UDP', 'SCTP']).optional(),
  port: z.union([portNumber, portName]).optional(),
  endPort: portNumber.optional(),
})
const peer = z.strictObject({
  podSelector: labelSelector.optional(),
  namespaceSelector: labelSelector.optional(),
  ipBlock: z.strictObject({ cidr: z.string(), except: z.array(z.string()).optional() }).optional(),
})
const ports = z.array(port).optional()
const peers = z.array(peer).optional()

const schema = z.strictObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: namespacedMetadata,
  spec: z
    .strictObject({
      podSelector: labelSelector.default({}),
      policyTypes: z.array(z.enum(['Ingress', 'Egress'])).optional(),
      ingress: z.array(z.strictObject({ from: peers, ports })).optional(),
      egress: z.array(z.strictObject({ to: peers, ports })).optional(),
    })
    .default({ podSelector: {} }),
  status: z.unknown().optional(),
})
type Written = z.infer<typeof schema>
type WrittenPort = z.infer<typeof port>
type WrittenPeer = z.infer<typeof peer>

export const readNetworkPolicy = objectReader(schema, check, (written) => [
  { layer: 'network', rules: convert(written) },
])

function check({ spec }: Written): Problem[] {
  const rules = (
    direction: 'ingress' | 'egress',
    field: 'from' | 'to',
    list: { peers?: WrittenPeer[] | undefined; ports?: WrittenPort[] | undefined }[],
  ): Problem[] =>
    list.flatMap(({ peers = [], ports = [] }, n) => [
      ...peers.flatMap((one, m) => peerProblems(one, ['spec', direction, n, field, m])),
      ...ports.flatMap((one, m) => portProblems(one, ['spec', direction, n, 'ports', m])),
    ])
  return [
    ...selectorProblems(spec.podSelector, ['spec', 'podSelector']),
    ...rules(
      'ingress',
      'from',
      (spec.ingress ?? []).map(({ from, ports }) => ({ peers: from, ports })),
    ),
    ...rules(
      'egress',
      'to',
      (spec.egress ?? []).map(({ to, ports }) => ({ peers: to, ports })),
    ),
  ]
}

function peerProblems(
  { podSelector, namespaceSelector, ipBlock }: WrittenPeer,
  path: PropertyKey[],
): Problem[] {
  if (ipBlock && (podSelector || namespaceSelector))
    return [{ path, message: 'has ipBlock together with a selector: write two list items' }]
  if (!ipBlock && !podSelector && !namespaceSelector)
    return [{ path, message: 'must have podSelector, namespaceSelector or ipBlock' }]
  return [
    ...selectorProblems(podSelector, [...path, 'podSelector']),
    ...selectorProblems(namespaceSelector, [...path, 'namespaceSelector']),
    ...(ipBlock ? ipBlockProblems(ipBlock, [...path, 'ipBlock']) : []),
  ]
}

function ipBlockProblems(
  { cidr, except = [] }: NonNullable<WrittenPeer['ipBlock']>,
  path: PropertyKey[],
): Problem[] {
  if (!isCidr(cidr))
    return [{ path: [...path, 'cidr'], message: `must be a range such as 10.0.0.0/8, but is "${cidr}"` }]
  return except.flatMap((one, n) =>
    isSmallerPart(cidr, one)
      ? []
      : [{ path: [...path, 'except', n], message: `must be a smaller part of ${cidr}, but is "${one}"` }],
  )
}

function portProblems({ port: first, endPort }: WrittenPort, path: PropertyKey[]): Problem[] {
  if (endPort === undefined) return []
  const message =
    first === undefined
      ? 'must not be there without port'
      : typeof first === 'string'
        ? 'must not be there, because port is a name'
        : endPort < first
          ? `must be at least port (${first}), but is ${endPort}`
          : null
  return message === null ? [] : [{ path: [...path, 'endPort'], message }]
}

function convert({ metadata, spec }: Written): NetworkRules {
  const { name, namespace } = metadata
  const ingress = (spec.ingress ?? []).map(({ from, ports }) => ruleOf(from, ports, namespace))
  const egress = (spec.egress ?? []).map(({ to, ports }) => ruleOf(to, ports, namespace))
  const written = spec.policyTypes ?? []
  // The API server's default: always Ingress, and Egress where there are rules for it.
  const types = written.length > 0 ? written : ['Ingress', ...(egress.length > 0 ? ['Egress'] : [])]
  const direction = (type: string, rules: Direction['rules']): Direction | null =>
    types.includes(type) ? { isolates: true, rules } : null
  return {
    policy: { kind: 'NetworkPolicy', namespace, name },
    selects: [inNamespace(namespace), ...requirementsOf(spec.podSelector, 'pod')],
    ingress: direction('Ingress', ingress),
    egress: direction('Egress', egress),
  }
}

/** A list of peers or ports that is empty or absent matches all. */
const ruleOf = (
  peers: WrittenPeer[] = [],
  ports: WrittenPort[] = [],
  namespace: string,
): Direction['rules'][number] => ({
  verdict: 'allow',
  peers: peers.length === 0 ? 'any' : peers.map((one) => peerOf(one, namespace)),
  ports: ports.length === 0 ? 'every' : ports.map(portRuleOf),
  requests: null,
})

/** Without a namespaceSelector the peers are in the policy's own namespace. */
function peerOf({ podSelector, namespaceSelector, ipBlock }: WrittenPeer, namespace: string): Peer {
  if (ipBlock) return { kind: 'cidr', cidr: ipBlock.cidr, except: ipBlock.except ?? [] }
  return {
    kind: 'pods',
    selector: [
      ...(namespaceSelector ? requirementsOf(namespaceSelector, 'namespace') : [inNamespace(namespace)]),
      ...requirementsOf(podSelector ?? {}, 'pod'),
    ],
  }
}

const portRuleOf = ({ protocol = 'TCP', port: first, endPort }: WrittenPort): PortRule => ({
  protocol,
  port:
    first === undefined
      ? null
      : typeof first === 'string'
        ? { name: first }
        : { from: first, to: endPort ?? first },
})
