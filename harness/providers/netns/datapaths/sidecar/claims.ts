/** What the proxies must have counted: each request at the caller's proxy and at the callee's, and nothing beside the mesh. */
import { edgesOf } from '../../../../scenario/topology.ts'
import { SERVICE_PORT, type CounterClaim, type NodeSite, type ProofTraffic } from '../../datapath.ts'
import { COUNTER_SOURCE, translatedTo } from '../../netfilter/rules.ts'
import { DNS_SERVICE_PORT, httpPortName } from '../../netfilter/service-ports.ts'
import { readStatistics } from '../../envoy/admin.ts'
import { INBOUND_STATS } from '../../envoy/config/inbound.ts'
import { OUTBOUND_STATS } from '../../envoy/config/outbound.ts'
import type { Sidecar } from '../../envoy/envoy.ts'
import { BLACK_HOLE, INBOUND_PASSTHROUGH, outboundCluster, PASSTHROUGH } from '../../envoy/istio.ts'

const SOURCE = 'Envoy admin /stats'
const ASIDE = new RegExp(
  `^(cluster\\.(${PASSTHROUGH}|${INBOUND_PASSTHROUGH})\\.upstream_cx_total|tcp\\.${BLACK_HOLE}\\.downstream_cx_total)$`,
)
export const RETRIES = String.raw`\.upstream_rq_retry$`

const inbound = (pod: string) => `${pod}: requests in`
const outbound = (pod: string) => `${pod}: requests out`
const edge = (from: string, to: string) => `${from}: requests to ${to}`
const aside = (pod: string) => `${pod}: connections aside`
const retries = (pod: string) => `${pod}: retries`
const withoutTls = (pod: string) => `${pod}: connections without TLS`

const answeredBy = (traffic: ProofTraffic, service: string) =>
  Object.values(traffic.requests[service] ?? {}).reduce((sum, count) => sum + count, 0)
const sentBy = (traffic: ProofTraffic, caller: string) =>
  Object.values(traffic.requests).reduce((sum, callers) => sum + (callers[caller] ?? 0), 0)

/** The claims of one arm. Numbers come from what services themselves counted. */
export function claimsOf(site: NodeSite, pods: string[], mutualTls: boolean): CounterClaim[] {
  const services = site.services.map((service) => service.name)
  const exactly = (
    pod: string,
    claim: string,
    counter: string,
    expected: CounterClaim['expected'],
  ): CounterClaim => ({
    subject: { pod },
    claim,
    where: `Envoy of ${pod}`,
    source: SOURCE,
    counter,
    comparison: 'exactly',
    expected,
  })
  const none = () => 0
  return [
    ...pods.map((pod) =>
      exactly(pod, 'every call of the pod went out through its proxy', outbound(pod), (traffic) =>
        sentBy(traffic, pod),
      ),
    ),
    ...edgesOf(site.topology).map(({ from, to }) =>
      exactly(
        from,
        `calls of ${to} were routed to it`,
        edge(from, to),
        (traffic) => traffic.requests[to]?.[from] ?? 0,
      ),
    ),
    ...services.map((pod) =>
      exactly(pod, 'every call of the pod came in through its proxy', inbound(pod), (traffic) =>
        answeredBy(traffic, pod),
      ),
    ),
    ...pods.map((pod) => exactly(pod, 'nothing was passed on unread or swallowed', aside(pod), none)),
    ...pods.map((pod) => exactly(pod, 'nothing was sent twice', retries(pod), none)),
    ...(mutualTls
      ? services.map((pod) => exactly(pod, 'no connection came in without TLS', withoutTls(pod), none))
      : []),
    ...site.services.map((service): CounterClaim => ({
      claim: 'proxies call the pod, not the service address',
      where: `node, KUBE-SEP of ${httpPortName(service)}`,
      source: COUNTER_SOURCE,
      counter: translatedTo(httpPortName(service)),
      comparison: 'exactly',
      expected: none,
    })),
    {
      claim: 'DNS over UDP was translated from its service address',
      where: `node, KUBE-SEP of ${DNS_SERVICE_PORT}`,
      source: COUNTER_SOURCE,
      counter: translatedTo(DNS_SERVICE_PORT),
      comparison: 'at least',
      expected: (traffic) => (traffic.dnsQueries > 0 ? 1 : 0),
    },
  ]
}

/** Every counter the claims speak of. */
export async function readClaimCounters(
  site: NodeSite,
  sidecars: Sidecar[],
): Promise<Record<string, number>> {
  const edges = edgesOf(site.topology)
  const clusterOf = new Map(
    site.services.map((service) => [service.name, outboundCluster(service, SERVICE_PORT)]),
  )
  const readings = sidecars.map(async ({ pod: { name }, adminSocket }) => {
    const statistics = await readStatistics(adminSocket)
    const value = (counter: string) => statistics.get(counter) ?? 0
    return {
      [outbound(name)]: value(`http.${OUTBOUND_STATS}.downstream_rq_total`),
      [inbound(name)]: value(`http.${INBOUND_STATS}.downstream_rq_total`),
      [aside(name)]: sumOf(statistics, ASIDE),
      [retries(name)]: sumOf(statistics, new RegExp(RETRIES)),
      [withoutTls(name)]:
        value(`http.${INBOUND_STATS}.downstream_cx_total`) -
        value(`http.${INBOUND_STATS}.downstream_cx_ssl_total`),
      ...Object.fromEntries(
        edges
          .filter(({ from }) => from === name)
          .map(({ to }) => [edge(name, to), value(`cluster.${clusterOf.get(to) ?? to}.upstream_rq_total`)]),
      ),
    }
  })
  return Object.assign({}, ...(await Promise.all(readings))) as Record<string, number>
}

/** Retries of all proxies so far. */
export async function readRetries(sidecars: Sidecar[]): Promise<number> {
  const each = await Promise.all(
    sidecars.map(async ({ adminSocket }) =>
      sumOf(await readStatistics(adminSocket, RETRIES), new RegExp(RETRIES)),
    ),
  )
  return each.reduce((sum, count) => sum + count, 0)
}

const sumOf = (statistics: Map<string, number>, name: RegExp): number =>
  [...statistics].reduce((sum, [counter, count]) => (name.test(counter) ? sum + count : sum), 0)
