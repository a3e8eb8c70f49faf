/** Scrapes of every proxy by a pod of ours, as Prometheus makes them. Counting itself is on in every arm. */
import { scrapedBy, scraperArguments, type ScraperAnswers } from '../../shared/collectors/scraped.ts'
import type { Counted } from '../mesh/sight-schema.ts'
import type { ArmProofSite } from '../proofs/arm-proof-site.ts'
import { collectorInPod } from './collector-in-pod.ts'
import type { SeeingMeans } from './means.ts'
import { proxiedPods } from './targets-of-counts.ts'

export async function scrapes(site: ArmProofSite, { port, path }: Counted<'scrapes'>): Promise<SeeingMeans> {
  const pods = proxiedPods(site)
  const scraper = await collectorInPod<ScraperAnswers>(site, 'scraper.ts', () =>
    scraperArguments(
      pods.map(({ service, address }) => ({ pod: service, url: `http://${address}:${port}${path}` })),
    ),
  )
  const proxies = pods.map(({ service }) => ({ pod: service, where: `proxy of ${service}, port ${port}` }))
  return { ...scrapedBy(scraper, proxies, 'the scraper in its pod'), close: scraper.close }
}
