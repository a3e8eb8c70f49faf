/** The content of an arm's BPF tables, as commands for the loader. A pure function of the node. */
import { mayCall } from '../../../../scenario/topology.ts'
import {
  DATABASE_PORT,
  DNS_PORT,
  SERVICE_PORT,
  TARGET_PORT,
  type NetnsService,
  type NodeSite,
} from '../../datapath.ts'
import type { Pod } from '../../node/pod.ts'

/** Identities below 256 are reserved, as in Cilium. Pods get the numbers from 256 on, in order. */
const FIRST_WORKLOAD_IDENTITY = 256

export const identityOf = (site: NodeSite, pod: Pod): number =>
  FIRST_WORKLOAD_IDENTITY + site.pods.findIndex((candidate) => candidate.name === pod.name)

/** Commands that fill all tables. Endpoints come first, because the loader counts a service's traffic at the pod behind it. */
export function tablesOf(site: NodeSite): string[] {
  return [...endpoints(site), ...policies(site), ...services(site)]
}

/** As in Kubernetes, a policy selects pods: here the pods of services and databases. The client, which nobody calls, is not selected. */
function endpoints(site: NodeSite): string[] {
  const selected = new Set(
    site.topology.policy
      ? [site.dns.pod, ...[...site.services, ...site.databases].map(({ pod }) => pod)]
      : [],
  )
  return site.pods.map((pod) => {
    const enforced = selected.has(pod) ? 'enforced' : 'open'
    const identity = String(identityOf(site, pod))
    return `endpoint ${pod.name} ${pod.address} ${pod.hostInterface} ${pod.mac} ${identity} ${enforced}`
  })
}

function policies(site: NodeSite): string[] {
  if (!site.topology.policy) return []
  const allow = (from: string, to: Pod, protocol: string, port: number) =>
    `policy allow ${from} ${identityOf(site, to)} ${protocol} ${port}`
  const callsOf = (servers: readonly NetnsService[], port: number) =>
    servers.flatMap((server) =>
      site.pods
        .filter((pod) => mayCall(site.topology, pod.name, server.name))
        .map((pod) => allow(String(identityOf(site, pod)), server.pod, 'tcp', port)),
    )
  const calls = [...callsOf(site.services, TARGET_PORT), ...callsOf(site.databases, DATABASE_PORT)]
  // Allow DNS for everyone; otherwise no service name would resolve.
  return [...calls, ...['udp', 'tcp'].map((protocol) => allow('any', site.dns.pod, protocol, DNS_PORT))]
}

function services(site: NodeSite): string[] {
  const http = (vip: string, endpoint: string) =>
    `service ${vip} ${SERVICE_PORT} tcp ${endpoint}:${TARGET_PORT}`
  const dns = (protocol: string) =>
    `service ${site.dns.vip} ${DNS_PORT} ${protocol} ${site.dns.pod.address}:${DNS_PORT}`
  return [
    ...site.services.map(({ vip, pod }) => http(vip, pod.address)),
    ...site.databases.map(
      ({ vip, pod }) => `service ${vip} ${DATABASE_PORT} tcp ${pod.address}:${DATABASE_PORT}`,
    ),
    dns('udp'),
    dns('tcp'),
    ...site.fillers.map(({ vip, endpoint }) => http(vip, endpoint)),
  ]
}
