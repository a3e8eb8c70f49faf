/** The services of a node as kube-proxy sees them, in the order of their rules: connections are matched rule by rule. */
import {
  DNS_PORT,
  SERVICE_PORT,
  TARGET_PORT,
  type FillerService,
  type NetnsService,
  type NodeSite,
} from '../datapath.ts'
import { servicePortName } from './chain-names.ts'
import type { ServicePort } from './ruleset.ts'

/** DNS over UDP, named as in every Kubernetes cluster, whatever the server. */
export const DNS_SERVICE_PORT = servicePortName('kube-system', 'kube-dns', 'dns')

export const httpPortName = (service: NetnsService): string =>
  servicePortName(service.namespace, service.name, 'http')

/** The ports that are called: each service's HTTP port, then DNS over UDP and TCP. */
export function calledPorts(site: NodeSite): ServicePort[] {
  const dns = { clusterIp: site.dns.vip, port: DNS_PORT, endpoints: [at(site.dns.pod.address, DNS_PORT)] }
  return [
    ...site.services.map((service): ServicePort => ({
      name: httpPortName(service),
      protocol: 'tcp',
      clusterIp: service.vip,
      port: SERVICE_PORT,
      endpoints: [at(service.pod.address, TARGET_PORT)],
    })),
    { ...dns, name: DNS_SERVICE_PORT, protocol: 'udp' },
    { ...dns, name: `${DNS_SERVICE_PORT}-tcp`, protocol: 'tcp' },
  ]
}

const fillerPort = (filler: FillerService): ServicePort => ({
  name: servicePortName('fillers', filler.name, 'http'),
  protocol: 'tcp',
  clusterIp: filler.vip,
  port: SERVICE_PORT,
  endpoints: [at(filler.endpoint, TARGET_PORT)],
})

const at = (address: string, port: number): string => `${address}:${port}`

/**
 * Every port in the order of its rule. kube-proxy writes them in the order of a Go map, another one at each sync, so that a
 * called service is on average in the middle. Here the called ones are spread evenly: the same mean, without luck.
 */
export function portsInRuleOrder(site: NodeSite): ServicePort[] {
  const called = calledPorts(site)
  const before = (index: number) => Math.floor(((index + 0.5) / called.length) * site.fillers.length)
  return [
    ...called.flatMap((port, index) => [
      ...site.fillers.slice(index === 0 ? 0 : before(index - 1), before(index)).map(fillerPort),
      port,
    ]),
    ...site.fillers.slice(before(called.length - 1)).map(fillerPort),
  ]
}
