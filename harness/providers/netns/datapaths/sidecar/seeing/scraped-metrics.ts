/** Seeing `metrics`: a scraper on the node reads the counters of every proxy, as Prometheus does. Counting itself is on in every arm. */
import { withPrometheus, PROMETHEUS_PATH, PROMETHEUS_PORT } from '../../../envoy/config/prometheus.ts'
import { adminSocketIn } from '../../../envoy/envoy.ts'
import {
  SCRAPE_INTERVAL_MS,
  scrapedBy,
  scraperArguments,
  type ScraperAnswers,
} from '../../../../shared/collectors/scraped.ts'
import { startCollector } from '../../../node/collector.ts'
import type { NodeSite } from '../../../datapath.ts'
import type { Pod } from '../../../node/pod.ts'
import type { SeeingMeans } from './means.ts'

export async function scrapedMetrics(site: NodeSite, pods: readonly Pod[]): Promise<SeeingMeans> {
  const scraper = await startCollector<ScraperAnswers>(site, {
    title: 'the scraper',
    file: 'scraper.ts',
    args: scraperArguments(
      pods.map(({ name, address }) => ({
        pod: name,
        url: `http://${address}:${PROMETHEUS_PORT}${PROMETHEUS_PATH}`,
      })),
    ),
  })
  const proxies = pods.map(({ name }) => ({ pod: name, where: `Envoy of ${name}, port ${PROMETHEUS_PORT}` }))
  return {
    ...scrapedBy(scraper, proxies, 'the scraper on the node'),
    setting: `each proxy is scraped every ${SCRAPE_INTERVAL_MS / 1000} s in which the arm runs, one after the other, by a program of ours`,
    configure: (config, _pod, directory) => withPrometheus(config, adminSocketIn(directory)),
    envoyArgs: [],
    begin: () => Promise.resolve(),
    units: [scraper.unit],
    processes: [{ pid: scraper.pid, role: 'agent' }],
  }
}
