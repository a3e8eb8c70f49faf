/** What the proxies must have counted: each request at the caller's and at the callee's proxy, and no traffic outside the mesh. */
import type { Topology } from '../../../../scenario/schema.ts'
import { edgesOf, edgesToPodAddresses, type Edge } from '../../../../scenario/topology.ts'
import { SERVICE_PORT, type CounterClaim, type NodeSite, type ProofTraffic } from '../../datapath.ts'
import { readStatistics, sumOf } from '../../envoy/admin.ts'
import type { EnvoyOfPod } from '../../envoy/envoy.ts'
import { BLACK_HOLE, INBOUND_PASSTHROUGH, outboundCluster, PASSTHROUGH } from '../../envoy/istio.ts'
import { RETRIES } from '../../envoy/retries.ts'
import { dnsClaim, translationClaim } from '../../netfilter/claims.ts'
import { httpPortName } from '../../netfilter/service-ports.ts'
import { databaseClaims, databaseCounters } from './database-claims.ts'
import { INBOUND_STATS } from './config/inbound.ts'
import { OUTBOUND_STATS } from './config/outbound.ts'

const SOURCE = 'Envoy admin /stats'
const ASIDE = new RegExp(
  `^(cluster\\.(${PASSTHROUGH}|${INBOUND_PASSTHROUGH})\\.upstream_cx_total|tcp\\.${BLACK_HOLE}\\.downstream_cx_total)$`,
)

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

/** Calls of a page that go to the address of a pod: a proxy knows no service by such an address, and passes them on unparsed. */
function unparsedCalls(topology: Topology) {
  const edges = edgesToPodAddresses(topology)
  const sum = (which: (edge: Edge) => boolean) =>
    edges.filter(which).reduce((total, { callsPerPage }) => total + callsPerPage, 0)
  return {
    of: (pod: string): number => sum(({ from }) => from === pod),
    on: (caller: string, callee: string): number => sum(({ from, to }) => from === caller && to === callee),
  }
}

/** The claims of one arm. The expected numbers come from the services' own counters. */
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
  const unparsed = unparsedCalls(site.topology)
  return [
    ...pods.map((pod) =>
      exactly(
        pod,
        'every call of the pod went out through its proxy',
        outbound(pod),
        (traffic) => sentBy(traffic, pod) - unparsed.of(pod) * traffic.pages,
      ),
    ),
    ...edgesOf(site.topology).map(({ from, to }) =>
      exactly(
        from,
        `calls of ${to} were routed to it`,
        edge(from, to),
        (traffic) => (traffic.requests[to]?.[from] ?? 0) - unparsed.on(from, to) * traffic.pages,
      ),
    ),
    ...services.map((pod) =>
      exactly(pod, 'every call of the pod came in through its proxy', inbound(pod), (traffic) =>
        answeredBy(traffic, pod),
      ),
    ),
    ...pods.map((pod): CounterClaim =>
      unparsed.of(pod) > 0
        ? {
            ...exactly(
              pod,
              'calls to the address of a pod were passed through unparsed',
              aside(pod),
              () => 1,
            ),
            comparison: 'at least',
          }
        : exactly(pod, 'no connection was passed through unparsed or dropped', aside(pod), none),
    ),
    ...pods.map((pod) => exactly(pod, 'nothing was sent twice', retries(pod), none)),
    ...(mutualTls
      ? services.map((pod) => exactly(pod, 'no connection came in without TLS', withoutTls(pod), none))
      : []),
    ...site.services.map((service) =>
      translationClaim(httpPortName(service), {
        claim: 'proxies call the pod, not the service address',
        comparison: 'exactly',
        expected: none,
      }),
    ),
    ...databaseClaims(site),
    dnsClaim(),
  ]
}

/** Reads every counter that the claims use. */
export async function readClaimCounters(
  site: NodeSite,
  sidecars: EnvoyOfPod[],
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
      ...databaseCounters(site, name, value),
      ...Object.fromEntries(
        edges
          .filter(({ from }) => from === name)
          .map(({ to }) => [edge(name, to), value(`cluster.${clusterOf.get(to) ?? to}.upstream_rq_total`)]),
      ),
    }
  })
  return Object.assign({}, ...(await Promise.all(readings))) as Record<string, number>
}
