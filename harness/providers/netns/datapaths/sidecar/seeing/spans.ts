/** Seeing `tracing`: every proxy sends a span of every request to a collector on the node, which counts and forgets them. */
import { COLLECTOR_PORT, SPANS_WAIT_MS, withSpansSoon, withTracing } from '../../../envoy/config/tracing.ts'
import type { EnvoyOfPod } from '../../../envoy/envoy.ts'
import { startCollector } from '../../../node/collector.ts'
import type { NodeSite } from '../../../datapath.ts'
import type { Pod } from '../../../node/pod.ts'
import type { SeeingMeans } from './means.ts'
import { requestsThrough } from '../../../../shared/collectors/requests-seen.ts'
import { arrived } from './requests-taken.ts'

/** The last spans of a load wait for others that do not come, and a loaded machine may be late with them. */
const MOST_WAIT_MS = 3 * SPANS_WAIT_MS

type Answers = { counts: { spans: number; reports: number; bytes: number; unread: number } }

const SPANS = 'spans that the collector received'

export async function spans(site: NodeSite, pods: readonly Pod[]): Promise<SeeingMeans> {
  const sink = await startCollector<Answers>(site, {
    title: 'the collector of spans',
    file: 'span-sink.ts',
    args: [site.nodeAddress, String(COLLECTOR_PORT)],
  })
  let sidecars: readonly EnvoyOfPod[] = []
  const received = () =>
    arrived(
      sidecars,
      () => sink.ask('counts'),
      ({ spans: count }) => count,
      MOST_WAIT_MS,
    )
  return {
    setting: `100 % of requests, Zipkin's JSON over HTTP, to a program of ours that forgets them; the services pass the headers on`,
    configure: (config, pod) =>
      withSpansSoon(withTracing(config, { collector: site.nodeAddress, workload: pod })),
    envoyArgs: [],
    begin(started) {
      sidecars = started
      return Promise.resolve()
    },
    units: [sink.unit],
    processes: [{ pid: sink.pid, role: 'agent' }],
    claims: [
      {
        claim: 'the collector received a span of every request from every proxy on its way',
        where: 'collector on the node',
        source: "the collector's own count",
        counter: SPANS,
        comparison: 'exactly',
        expected: (traffic) => pods.reduce((sum, { name }) => sum + requestsThrough(name, traffic), 0),
      },
    ],
    readCounters: async () => ({ [SPANS]: (await received()).spans }),
    async seen() {
      const { taken, spans: events, bytes } = await received()
      return { events, bytes, lost: taken - events }
    },
    assertAlive: sink.assertAlive,
  }
}
