/** What the proxies must have counted of queries: each connection at both proxies, and every byte that the service's sockets counted. */
import { queryEdgesOf } from '../../../../scenario/queries.ts'
import { DATABASE_PORT, type CounterClaim, type NodeSite, type ProofTraffic } from '../../datapath.ts'
import { inboundCluster, outboundCluster } from '../../envoy/istio.ts'
import { translationClaim } from '../../netfilter/claims.ts'
import { databasePortName } from '../../netfilter/service-ports.ts'

const SOURCE = 'Envoy admin /stats'

const edge = (from: string, to: string, what: string) => `${from}: ${what} ${to}`
const accepted = (pod: string) => `${pod}: connections in`

/** The claims about the databases of one arm; none without databases. */
export function databaseClaims(site: NodeSite): CounterClaim[] {
  const asked = (traffic: ProofTraffic, from: string, to: string) => traffic.queries[from]?.[to]
  return [
    ...queryEdgesOf(site.topology).flatMap(({ from, to }) => {
      const at = { subject: { from, to }, where: `Envoy of ${from}`, source: SOURCE } as const
      return [
        {
          ...at,
          claim: `every connection to ${to} went out through the proxy`,
          counter: edge(from, to, 'connections to'),
          comparison: 'exactly',
          // Without any connection nothing would be proved.
          expected: (traffic) => Math.max(asked(traffic, from, to)?.connections ?? NaN, 1),
        },
        {
          ...at,
          claim: `every byte for ${to} went out through the proxy`,
          counter: edge(from, to, 'bytes to'),
          comparison: 'exactly',
          expected: (traffic) => asked(traffic, from, to)?.bytesSent ?? NaN,
        },
        {
          ...at,
          claim: `every byte from ${to} came back through the proxy`,
          counter: edge(from, to, 'bytes from'),
          comparison: 'exactly',
          expected: (traffic) => asked(traffic, from, to)?.bytesReceived ?? NaN,
        },
      ] satisfies CounterClaim[]
    }),
    ...site.databases.map((database): CounterClaim => ({
      subject: { pod: database.name },
      claim: 'every connection of the pod came in through its proxy',
      where: `Envoy of ${database.name}`,
      source: SOURCE,
      counter: accepted(database.name),
      comparison: 'exactly',
      expected: (traffic) => traffic.databases[database.name]?.sessions ?? NaN,
    })),
    ...site.databases.map((database) =>
      translationClaim(databasePortName(database), {
        claim: 'proxies connect to the pod, not to the service address',
        comparison: 'exactly',
        expected: () => 0,
      }),
    ),
  ]
}

/** The counters of these claims at the proxy of one pod. @param value of a counter by Envoy's own name */
export function databaseCounters(
  site: NodeSite,
  pod: string,
  value: (counter: string) => number,
): Record<string, number> {
  const counters: [string, number][] = queryEdgesOf(site.topology)
    .filter(({ from }) => from === pod)
    .flatMap(({ to }): [string, number][] => {
      const database = site.databases.find(({ name }) => name === to)!
      const cluster = outboundCluster(database, DATABASE_PORT)
      return [
        [edge(pod, to, 'connections to'), value(`cluster.${cluster}.upstream_cx_total`)],
        [edge(pod, to, 'bytes to'), value(`tcp.${cluster}.downstream_cx_rx_bytes_total`)],
        [edge(pod, to, 'bytes from'), value(`tcp.${cluster}.downstream_cx_tx_bytes_total`)],
      ]
    })
  if (site.databases.some(({ name }) => name === pod))
    counters.push([accepted(pod), value(`tcp.${inboundCluster(DATABASE_PORT)}.downstream_cx_total`)])
  return Object.fromEntries(counters)
}
