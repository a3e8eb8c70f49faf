/** The content of an arm's BPF tables but for its policies, as commands for the loader. A pure function of the node. */
import { DATABASE_PORT, DNS_PORT, SERVICE_PORT, TARGET_PORT, type NodeSite } from '../../datapath.ts'
import type { Pod } from '../../node/pod.ts'

/** Identities below 256 are reserved, as in Cilium. Pods get the numbers from 256 on, in order. */
const FIRST_WORKLOAD_IDENTITY = 256

export const identityOf = (site: NodeSite, pod: Pod): number =>
  FIRST_WORKLOAD_IDENTITY + site.pods.findIndex((candidate) => candidate.name === pod.name)

/** Commands that fill all tables. Endpoints come first, because the loader counts a service's traffic at the pod behind it. */
export function tablesOf(site: NodeSite): string[] {
  return [...endpoints(site), ...services(site)]
}

function endpoints(site: NodeSite): string[] {
  return site.pods.map(
    (pod) => `endpoint ${pod.name} ${pod.address} ${pod.hostInterface} ${pod.mac} ${identityOf(site, pod)}`,
  )
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
