/**
 * Renders the rules that kube-proxy writes in iptables mode, as input of iptables-restore. Structure, order, comments and order
 * of matches are those of kubernetes pkg/proxy/iptables/proxier.go (syncProxyRules) and of the expectations in its
 * proxier_test.go, release 1.33.
 */
import { endpointChain, serviceChain, type Protocol } from './chain-names.ts'

/** A port of a service. Connections to a port without endpoints are refused. */
export interface ServicePort {
  /** kube-proxy's name: `shop/orders:http`. */
  name: string
  protocol: Protocol
  clusterIp: string
  port: number
  /** Each endpoint as `address:port`. */
  endpoints: string[]
}

/** Above this many endpoints kube-proxy leaves out the comments of endpoint rules (largeClusterEndpointsThreshold). */
const LARGE_CLUSTER_ENDPOINTS = 1000
/** Packets with this bit are masqueraded: bit 14, kube-proxy's default. */
const MASQUERADE_MARK = '0x4000'

/**
 * Renders the filter and nat tables for an empty network namespace, with the ports in the given order.
 * @param podCidr connections to a service from outside of this range are masqueraded (`--cluster-cidr`).
 */
export function renderRuleset(ports: readonly ServicePort[], podCidr: string): string {
  const endpointCount = ports.reduce((sum, port) => sum + port.endpoints.length, 0)
  const large = endpointCount > LARGE_CLUSTER_ENDPOINTS
  const served = ports.filter((port) => port.endpoints.length > 0)
  const chains = served.flatMap((port) => [
    serviceChain(port.name, port.protocol),
    ...port.endpoints.map((endpoint) => endpointChain(port.name, port.protocol, endpoint)),
  ])
  return [
    '*filter',
    ...FILTER_CHAINS.map(chainLine),
    ...FILTER_JUMPS,
    ...ports.filter((port) => port.endpoints.length === 0).map(refusal),
    ...FILTER_RULES,
    'COMMIT',
    '*nat',
    ...[...NAT_CHAINS, ...chains].map(chainLine),
    ...NAT_JUMPS,
    ...NAT_RULES,
    ...served.map(
      (port) => `-A KUBE-SERVICES ${clusterIpMatch(port)} -j ${serviceChain(port.name, port.protocol)}`,
    ),
    `-A KUBE-SERVICES ${comment('kubernetes service nodeports; NOTE: this must be the last rule in this chain')} -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS`,
    ...served.flatMap((port) => serviceRules(port, podCidr, large)),
    'COMMIT',
    '',
  ].join('\n')
}

const comment = (text: string): string => `-m comment --comment ${text.includes(' ') ? `"${text}"` : text}`
const chainLine = (chain: string): string => `:${chain} - [0:0]`

const clusterIpMatch = ({ name, protocol, clusterIp, port }: ServicePort): string =>
  `${comment(`${name} cluster IP`)} -m ${protocol} -p ${protocol} -d ${clusterIp} --dport ${port}`

const refusal = ({ name, protocol, clusterIp, port }: ServicePort): string =>
  `-A KUBE-SERVICES ${comment(`${name} has no endpoints`)} -m ${protocol} -p ${protocol} -d ${clusterIp} --dport ${port} -j REJECT`

/** Rules of one service port: the chain that spreads over the endpoints, then a chain for each endpoint. */
function serviceRules(port: ServicePort, podCidr: string, large: boolean): string[] {
  const { name, protocol, endpoints } = port
  const chain = serviceChain(name, protocol)
  const about = (text: string) => (large ? '' : `${comment(text)} `)
  const spread = endpoints.map((endpoint, index) => {
    const left = endpoints.length - index
    const chance = left === 1 ? '' : `-m statistic --mode random --probability ${(1 / left).toFixed(10)} `
    return `-A ${chain} ${about(`${name} -> ${endpoint}`)}${chance}-j ${endpointChain(name, protocol, endpoint)}`
  })
  const translations = endpoints.flatMap((endpoint) => {
    const endpointRules = `-A ${endpointChain(name, protocol, endpoint)} ${about(name)}`
    const address = endpoint.slice(0, endpoint.lastIndexOf(':'))
    return [
      // Hairpin: without this rule, a pod that calls its own service would see its own address as the peer and never get the reply.
      `${endpointRules}-s ${address} -j KUBE-MARK-MASQ`,
      `${endpointRules}-m ${protocol} -p ${protocol} -j DNAT --to-destination ${endpoint}`,
    ]
  })
  return [`-A ${chain} ${clusterIpMatch(port)} ! -s ${podCidr} -j KUBE-MARK-MASQ`, ...spread, ...translations]
}

const FILTER_CHAINS = [
  'KUBE-FIREWALL',
  'KUBE-SERVICES',
  'KUBE-EXTERNAL-SERVICES',
  'KUBE-FORWARD',
  'KUBE-NODEPORTS',
  'KUBE-PROXY-FIREWALL',
]
const NAT_CHAINS = ['KUBE-SERVICES', 'KUBE-NODEPORTS', 'KUBE-POSTROUTING', 'KUBE-MARK-MASQ']

const NEW = '-m conntrack --ctstate NEW'
const FIREWALL = `${NEW} ${comment('kubernetes load balancer firewall')} -j KUBE-PROXY-FIREWALL`
const PORTALS = `${NEW} ${comment('kubernetes service portals')} -j KUBE-SERVICES`
const EXTERNAL = `${NEW} ${comment('kubernetes externally-visible service portals')} -j KUBE-EXTERNAL-SERVICES`
const FORWARDING = comment('kubernetes forwarding rules')

/** In the order found on a node: kube-proxy inserts each jump before its earlier ones; kubelet's KUBE-FIREWALL comes last. */
const FILTER_JUMPS = [
  `-A INPUT ${FIREWALL}`,
  `-A INPUT ${comment('kubernetes health check service ports')} -j KUBE-NODEPORTS`,
  `-A INPUT ${EXTERNAL}`,
  '-A INPUT -j KUBE-FIREWALL',
  `-A FORWARD ${FIREWALL}`,
  `-A FORWARD ${FORWARDING} -j KUBE-FORWARD`,
  `-A FORWARD ${PORTALS}`,
  `-A FORWARD ${EXTERNAL}`,
  `-A OUTPUT ${FIREWALL}`,
  `-A OUTPUT ${PORTALS}`,
  '-A OUTPUT -j KUBE-FIREWALL',
]
const FILTER_RULES = [
  `-A KUBE-FIREWALL ${comment('block incoming localnet connections')} -d 127.0.0.0/8 ! -s 127.0.0.0/8 -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP`,
  '-A KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP',
  `-A KUBE-FORWARD ${FORWARDING} -m mark --mark ${MASQUERADE_MARK}/${MASQUERADE_MARK} -j ACCEPT`,
  `-A KUBE-FORWARD ${comment('kubernetes forwarding conntrack rule')} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT`,
]
const NAT_JUMPS = [
  `-A PREROUTING ${comment('kubernetes service portals')} -j KUBE-SERVICES`,
  `-A OUTPUT ${comment('kubernetes service portals')} -j KUBE-SERVICES`,
  `-A POSTROUTING ${comment('kubernetes postrouting rules')} -j KUBE-POSTROUTING`,
]
const NAT_RULES = [
  `-A KUBE-POSTROUTING -m mark ! --mark ${MASQUERADE_MARK}/${MASQUERADE_MARK} -j RETURN`,
  `-A KUBE-POSTROUTING -j MARK --xor-mark ${MASQUERADE_MARK}`,
  `-A KUBE-POSTROUTING ${comment('kubernetes service traffic requiring SNAT')} -j MASQUERADE --random-fully`,
  `-A KUBE-MARK-MASQ -j MARK --or-mark ${MASQUERADE_MARK}`,
]
