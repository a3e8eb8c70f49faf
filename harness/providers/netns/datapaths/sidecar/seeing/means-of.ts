/** Which means an arm's option asks for. */
import type { NodeSite } from '../../../datapath.ts'
import type { Pod } from '../../../node/pod.ts'
import { accessLog } from './access-log.ts'
import type { SeeingMeans } from './means.ts'
import { scrapedMetrics } from './scraped-metrics.ts'
import { spans } from './spans.ts'

/**
 * Null for an arm that makes nothing visible.
 * @param pods that have a proxy
 * @throws BenchError when the scraper or the collector does not start
 */
export async function meansOf(site: NodeSite, pods: readonly Pod[]): Promise<SeeingMeans | null> {
  switch (site.arm.seeing) {
    case 'requests':
      return accessLog(pods)
    case 'metrics':
      return scrapedMetrics(site, pods)
    case 'tracing':
      return spans(site, pods)
    case 'nothing':
    case 'connections':
    case undefined:
      return null
  }
}
