/** Seeing `metrics`: a scraper on the node reads the counters of every proxy, as Prometheus does. Counting itself is on in every arm. */
import { withPrometheus, PROMETHEUS_PATH, PROMETHEUS_PORT } from '../../../envoy/config/prometheus.ts'
import { adminSocketIn } from '../../../envoy/envoy.ts'
import { SCRAPE_INTERVAL_MS } from '../../../../shared/collectors/scrape-interval.ts'
import { startCollector } from '../../../node/collector.ts'
import type { NodeSite } from '../../../datapath.ts'
import type { Pod } from '../../../node/pod.ts'
import type { SeeingMeans } from './means.ts'
import { requestsThrough } from './requests-taken.ts'

type Answers = {
  work: object
  rest: object
  counts: { scrapes: number; failed: number; bytes: number; samples: number }
  scrape: { requests: Record<string, number> }
}

const scraped = (pod: string) => `${pod}: requests scraped`

export async function scrapedMetrics(site: NodeSite, pods: readonly Pod[]): Promise<SeeingMeans> {
  const scraper = await startCollector<Answers>(site, {
    title: 'the scraper',
    file: 'scraper.ts',
    args: [
      String(SCRAPE_INTERVAL_MS),
      // By chance, as Prometheus spreads its targets: otherwise the first scrape would fall into the same load in every bring-up.
      Math.random().toFixed(3),
      ...pods.map(({ name, address }) => `${name}=http://${address}:${PROMETHEUS_PORT}${PROMETHEUS_PATH}`),
    ],
  })
  return {
    setting: `each proxy is scraped every ${SCRAPE_INTERVAL_MS / 1000} s in which the arm runs, one after the other, by a program of ours`,
    configure: (config, _pod, directory) => withPrometheus(config, adminSocketIn(directory)),
    envoyArgs: [],
    begin: () => Promise.resolve(),
    units: [scraper.unit],
    processes: [{ pid: scraper.pid, role: 'agent' }],
    claims: pods.map(({ name }) => ({
      subject: { pod: name },
      claim: 'every request through the proxy is in the metrics that were scraped from it',
      where: `Envoy of ${name}, port ${PROMETHEUS_PORT}`,
      source: 'the scraper on the node',
      counter: scraped(name),
      comparison: 'exactly',
      expected: (traffic) => requestsThrough(name, traffic),
    })),
    async readCounters() {
      const { requests } = await scraper.ask('scrape')
      return Object.fromEntries(Object.entries(requests).map(([pod, count]) => [scraped(pod), count]))
    },
    async seen() {
      const { scrapes, failed, bytes } = await scraper.ask('counts')
      return { events: scrapes, bytes, lost: failed }
    },
    async work() {
      await scraper.ask('work')
    },
    async rest() {
      await scraper.ask('rest')
    },
    assertAlive: scraper.assertAlive,
  }
}
