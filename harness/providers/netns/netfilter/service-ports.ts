/** The service ports of a node in the order of kube-proxy's rules. The order matters: connections are matched rule by rule. */
import {
  DATABASE_PORT,
  DNS_PORT,
  SERVICE_PORT,
  TARGET_PORT,
  type CentralGateways,
  type FillerService,
  type NetnsDatabase,
  type NetnsService,
  type NodeSite,
} from '../datapath.ts'
import { servicePortName } from './chain-names.ts'
import type { ServicePort } from './ruleset.ts'

/** DNS over UDP: the service's name in every Kubernetes cluster, whatever the DNS server. */
export const DNS_SERVICE_PORT = servicePortName('kube-system', 'kube-dns', 'dns')

export const httpPortName = (service: NetnsService): string =>
  servicePortName(service.namespace, service.name, 'http')

/** As a Kubernetes service of PostgreSQL names its port, so that meshes take its bytes as TCP (`tcp-`). */
export const databasePortName = (database: NetnsDatabase): string =>
  servicePortName(database.namespace, database.name, 'tcp-postgres')

/** The ports that pods call: each service's HTTP port, that of central gateways, each database's, then DNS over UDP and TCP. */
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
    ...gatewayPorts(site),
    ...site.databases.map((database): ServicePort => ({
      name: databasePortName(database),
      protocol: 'tcp',
      clusterIp: database.vip,
      port: DATABASE_PORT,
      endpoints: [at(database.pod.address, DATABASE_PORT)],
    })),
    { ...dns, name: DNS_SERVICE_PORT, protocol: 'udp' },
    { ...dns, name: `${DNS_SERVICE_PORT}-tcp`, protocol: 'tcp' },
  ]
}

/** Like a Service of Kubernetes with several endpoints: each new connection goes to one of them at random. */
const gatewayPorts = ({ gateways }: NodeSite): ServicePort[] =>
  gateways
    ? [
        {
          name: gatewayPortName(gateways),
          protocol: 'tcp',
          clusterIp: gateways.vip,
          port: SERVICE_PORT,
          endpoints: gateways.pods.map((pod) => at(pod.address, gateways.port)),
        },
      ]
    : []

export const gatewayPortName = ({
  namespace,
  service,
}: Pick<CentralGateways, 'namespace' | 'service'>): string => servicePortName(namespace, service, 'http')

const fillerPort = (filler: FillerService): ServicePort => ({
  name: servicePortName('fillers', filler.name, 'http'),
  protocol: 'tcp',
  clusterIp: filler.vip,
  port: SERVICE_PORT,
  endpoints: [at(filler.endpoint, TARGET_PORT)],
})

const at = (address: string, port: number): string => `${address}:${port}`

/**
 * All ports in the order of their rules. kube-proxy writes rules in the order of a Go map, which is random at each sync, so a
 * called service is in the middle on average. Here the called ports are spread evenly over the rules, which gives the same mean
 * without chance.
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
