/** The node of an arm as its connection tracking sees it, with the names that the run gives to addresses. */
import { reservedEnd, type Flow, type FlowEnd } from '../../../../flows/hubble.ts'
import { netnsPath } from '../../../../system/network-namespace.ts'
import type { WatchedNode } from '../../../shared/conntrack/flow-source.ts'
import type { NodeSite } from '../../datapath.ts'
import { podAt } from '../../pod-at.ts'

/** Cilium's number of the node (pkg/identity/numericidentity.go). */
const HOST = 1

export const trackedNode = (site: NodeSite): WatchedNode => ({
  name: site.netns,
  network: netnsPath(site.netns),
  endAt: (address) => endAt(site, address),
  serviceAt: (address) => serviceAt(site, address),
  // A node of network namespaces has one arm.
  isOurs: () => true,
})

function endAt(site: NodeSite, address: string): FlowEnd | undefined {
  if (address === site.nodeAddress) return reservedEnd(HOST)
  return podAt(site, address)
}

function serviceAt({ services, databases, dns }: NodeSite, address: string): Flow['destination_service'] {
  if (address === dns.vip) return { name: 'kube-dns', namespace: dns.pod.namespace }
  const service = [...services, ...databases].find(({ vip }) => vip === address)
  return service && { name: service.name, namespace: service.namespace }
}
