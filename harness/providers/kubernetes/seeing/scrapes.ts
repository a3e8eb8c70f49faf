/** Scrapes of every proxy by a pod of ours, as Prometheus makes them. Counting itself is on in every arm. */
import { requestsThrough } from '../../shared/collectors/arrived.ts'
import { SCRAPE_INTERVAL_MS } from '../../shared/collectors/scrape-interval.ts'
import type { Counted } from '../mesh/sight-schema.ts'
import type { ArmProofSite } from '../proofs/arm-proof-site.ts'
import { collectorInPod } from './collector-in-pod.ts'
import type { SeeingMeans } from './means.ts'
import { proxiedPods } from './targets-of-counts.ts'

type Answers = {
  work: object
  rest: object
  counts: { scrapes: number; failed: number; bytes: number; samples: number }
  scrape: { requests: Record<string, number> }
}

const scraped = (pod: string) => `${pod}: requests scraped`

export async function scrapes(site: ArmProofSite, { port, path }: Counted<'scrapes'>): Promise<SeeingMeans> {
  const pods = proxiedPods(site)
  const scraper = await collectorInPod<Answers>(site, 'scraper.ts', () => [
    String(SCRAPE_INTERVAL_MS),
    // By chance, as Prometheus spreads its targets: otherwise the first scrape would fall into the same load in every bring-up.
    Math.random().toFixed(3),
    ...pods.map(({ service, address }) => `${service}=http://${address}:${port}${path}`),
  ])
  return {
    claims: pods.map(({ service }) => ({
      subject: { pod: service },
      claim: 'every request through the proxy is in the metrics that were scraped from it',
      where: `proxy of ${service}, port ${port}`,
      source: 'the scraper in its pod',
      counter: scraped(service),
      comparison: 'exactly',
      expected: (traffic) => requestsThrough(service, traffic),
    })),
    async readCounters() {
      const { requests } = await scraper.ask('scrape')
      return Object.fromEntries(Object.entries(requests).map(([pod, count]) => [scraped(pod), count]))
    },
    async seen() {
      const { scrapes: events, failed, bytes } = await scraper.ask('counts')
      return { events, bytes, lost: failed }
    },
    async work() {
      await scraper.ask('work')
    },
    async rest() {
      await scraper.ask('rest')
    },
    assertAlive: scraper.assertAlive,
    close: scraper.close,
  }
}
