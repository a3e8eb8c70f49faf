/** What the gateways must have counted: exactly the calls, and every connection that the services accepted. */
import { edgesToPodAddresses } from '../../../../scenario/topology.ts'
import type { CentralGateways, CounterClaim, NodeSite, ProofTraffic } from '../../datapath.ts'
import { readStatistics, sumOf } from '../../envoy/admin.ts'
import type { EnvoyOfPod } from '../../envoy/envoy.ts'
import { RETRIES } from '../../envoy/retries.ts'
import { dnsClaim, translationClaim } from '../../netfilter/claims.ts'
import { COUNTER_SOURCE, translatedTo } from '../../netfilter/rules.ts'
import { gatewayPortName, httpPortName } from '../../netfilter/service-ports.ts'
import { clusterOf, LISTENER_STATS } from './config/bootstrap.ts'

const SOURCE = 'Envoy admin /stats'
export const GATEWAYS = 'central gateway'

const REQUESTS = 'gateway: requests'
const RETRIED = 'gateway: retries'
const UNTRANSLATED = 'gateway: connections that came otherwise than by its service address'
const requestsTo = (service: string) => `gateway: requests to ${service}`
const connectionsTo = (service: string) => `gateway: connections to ${service}`

/** Only the counters that the claims use: a gateway keeps all of its statistics. */
const READ = String.raw`^(http\.${LISTENER_STATS}\.downstream_(rq|cx)_total|cluster\..*\.upstream_(rq|cx)_total|cluster\..*\.upstream_rq_retry)$`

/** Calls to a service that the callers send to the address of its pod, by the scenario. */
function skipping({ topology }: NodeSite) {
  const edges = edgesToPodAddresses(topology)
  return (service: string, { pages }: ProofTraffic): number =>
    pages * edges.filter(({ to }) => to === service).reduce((sum, { callsPerPage }) => sum + callsPerPage, 0)
}

/** The claims of one arm. The expected numbers come from the services' own counters. */
export function claimsOf(site: NodeSite, gateways: CentralGateways): CounterClaim[] {
  const skipped = skipping(site)
  const through = (service: string, traffic: ProofTraffic): number =>
    Object.values(traffic.requests[service] ?? {}).reduce((sum, count) => sum + count, 0) -
    skipped(service, traffic)
  const isSkippedFor = new Set(edgesToPodAddresses(site.topology).map(({ to }) => to))
  const services = site.services.map(({ name }) => name)
  const exactly = (
    claim: string,
    counter: string,
    expected: CounterClaim['expected'],
    source = SOURCE,
  ): CounterClaim => ({ claim, where: GATEWAYS, source, counter, comparison: 'exactly', expected })
  return [
    exactly('the gateways took exactly the calls that were made by name', REQUESTS, (traffic) =>
      services.reduce((sum, service) => sum + through(service, traffic), 0),
    ),
    ...services.map((service) => ({
      ...exactly(`calls of ${service} were routed to it`, requestsTo(service), (traffic) =>
        through(service, traffic),
      ),
      subject: { pod: service },
    })),
    ...services
      .filter((service) => !isSkippedFor.has(service))
      .map((service) => ({
        ...exactly(
          `${service} accepted no connection but those of the gateways`,
          connectionsTo(service),
          (traffic) => traffic.connectionsAccepted[service] ?? 0,
        ),
        where: service,
        source: `${SOURCE}, beside what the service accepted`,
        subject: { pod: service },
      })),
    exactly(
      'every connection to the gateways came by their service address',
      UNTRANSLATED,
      () => 0,
      `${SOURCE}, beside ${COUNTER_SOURCE}`,
    ),
    exactly('nothing was sent twice', RETRIED, () => 0),
    ...site.services.map((service) =>
      translationClaim(httpPortName(service), {
        claim: "nobody calls the service's own address",
        comparison: 'exactly',
        expected: () => 0,
      }),
    ),
    translationClaim(gatewayPortName(gateways), {
      claim: 'callers reached the gateways by their service address',
      comparison: 'at least',
      expected: () => 1,
    }),
    dnsClaim(),
  ]
}

/** Reads every counter that the claims use, summed over all gateways. @param translated kube-proxy's counters of the same moment */
export async function readGatewayCounters(
  site: NodeSite,
  gateways: CentralGateways,
  envoys: readonly EnvoyOfPod[],
  translated: Record<string, number>,
): Promise<Record<string, number>> {
  const each = await Promise.all(envoys.map(({ adminSocket }) => readStatistics(adminSocket, READ)))
  const total = (counter: string) => each.reduce((sum, statistics) => sum + (statistics.get(counter) ?? 0), 0)
  const byService = site.services.flatMap((service) => [
    [requestsTo(service.name), total(`cluster.${clusterOf(service)}.upstream_rq_total`)],
    [connectionsTo(service.name), total(`cluster.${clusterOf(service)}.upstream_cx_total`)],
  ])
  return {
    [REQUESTS]: total(`http.${LISTENER_STATS}.downstream_rq_total`),
    [UNTRANSLATED]:
      total(`http.${LISTENER_STATS}.downstream_cx_total`) -
      (translated[translatedTo(gatewayPortName(gateways))] ?? NaN),
    [RETRIED]: each.reduce((sum, statistics) => sum + sumOf(statistics, new RegExp(RETRIES)), 0),
    ...(Object.fromEntries(byService) as Record<string, number>),
  }
}
