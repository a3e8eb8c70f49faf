/** Fields of CiliumNetworkPolicy and CiliumClusterwideNetworkPolicy (cilium.io/v2), and which of them hopbench refuses. */
import { z } from 'zod'
import { ciliumSelector } from './label-selector.ts'
import { refused } from './read-object.ts'

const NO_NODES = "hopbench's arms have one node"
const NO_GROUPS = 'hopbench knows no groups of a cloud'
const NO_ICMP = 'hopbench sends no ICMP'
const NO_NAMES = 'names outside of an arm do not resolve'
const NO_TLS = 'hopbench intercepts no TLS'
const OBSOLETE = 'Cilium no longer has requirements'

/** Most ports of one entry (Cilium: maxPorts). */
const MOST_PORTS = 40

const port = z.strictObject({
  port: z
    .string("must be a port in quotes, such as '80'")
    .regex(
      /^(\d{1,5}|(?=.{1,15}$)(?=.*[A-Za-z])[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?)$/,
      "must be a port such as '80', or the name of one",
    ),
  endPort: z.int().min(0).max(65_535).optional(),
  protocol: z.enum(['TCP', 'UDP', 'SCTP', 'ANY']).optional(),
})
const ports = z.array(port).max(MOST_PORTS).optional()

const http = z.strictObject({
  method: z.string().optional(),
  path: z.string().optional(),
  host: z.string().optional(),
  headers: z.array(z.string().min(1)).optional(),
  headerMatches: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        value: z.string().optional(),
        secret: refused('hopbench has no Secrets'),
        mismatch: refused('hopbench changes no headers'),
      }),
    )
    .optional(),
})
const dns = z.strictObject({ matchName: z.string().optional(), matchPattern: z.string().optional() })

const toPorts = z
  .array(
    z.strictObject({
      ports,
      rules: z
        .strictObject({
          http: z.array(http).optional(),
          dns: z.array(dns).optional(),
          kafka: refused('hopbench speaks no Kafka'),
          l7proto: refused('hopbench speaks HTTP only'),
          l7: refused('hopbench speaks HTTP only'),
        })
        .optional(),
      serverNames: refused(NO_TLS),
      terminatingTLS: refused(NO_TLS),
      originatingTLS: refused(NO_TLS),
      listener: refused('hopbench has no listeners of its own'),
    }),
  )
  .optional()
const toPortsDenied = z.array(z.strictObject({ ports })).optional()

const selectors = z.array(ciliumSelector).optional()
const cidrs = z.array(z.string()).optional()
const cidrSet = z
  .array(
    z.strictObject({
      cidr: z.string(),
      except: z.array(z.string()).optional(),
      cidrGroupRef: refused('hopbench has no groups of CIDRs'),
      cidrGroupSelector: refused('hopbench has no groups of CIDRs'),
    }),
  )
  .optional()
const entities = z.array(z.string()).optional()

const from = {
  fromEndpoints: selectors,
  fromCIDR: cidrs,
  fromCIDRSet: cidrSet,
  fromEntities: entities,
  fromRequires: refused(OBSOLETE),
  fromNodes: refused(NO_NODES),
  fromGroups: refused(NO_GROUPS),
  icmps: refused(NO_ICMP),
}
const to = {
  toEndpoints: selectors,
  toCIDR: cidrs,
  toCIDRSet: cidrSet,
  toEntities: entities,
  toRequires: refused(OBSOLETE),
  toNodes: refused(NO_NODES),
  toGroups: refused(NO_GROUPS),
  toServices: refused('select the pods behind the service with toEndpoints'),
  icmps: refused(NO_ICMP),
}
const authentication = refused('hopbench has no mutual authentication of Cilium')

export const ciliumRule = z.strictObject({
  endpointSelector: ciliumSelector.optional(),
  nodeSelector: refused("hopbench's arms have no policies of nodes"),
  ingress: z.array(z.strictObject({ ...from, toPorts, authentication })).optional(),
  ingressDeny: z.array(z.strictObject({ ...from, toPorts: toPortsDenied })).optional(),
  egress: z.array(z.strictObject({ ...to, toPorts, authentication, toFQDNs: refused(NO_NAMES) })).optional(),
  egressDeny: z.array(z.strictObject({ ...to, toPorts: toPortsDenied })).optional(),
  enableDefaultDeny: z
    .strictObject({ ingress: z.boolean().optional(), egress: z.boolean().optional() })
    .optional(),
  labels: z.unknown().optional(),
  description: z.string().optional(),
  log: z.unknown().optional(),
})

export type CiliumRule = z.infer<typeof ciliumRule>
export type CiliumPort = z.infer<typeof port>
export type CiliumHttp = z.infer<typeof http>
export type CiliumDns = z.infer<typeof dns>
