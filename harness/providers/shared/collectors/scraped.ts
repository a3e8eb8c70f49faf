/** What scrapes of proxies show, by our scraper (`scraper.ts`), on a node or in a pod. */
import type { CounterClaim } from '../../../arm/claims.ts'
import type { SeenSoFar } from '../../../arm/seen.ts'
import { requestsSeen, type SeenProxy } from './requests-seen.ts'

/** The scrape interval of Istio's Prometheus (samples/addons/prometheus.yaml). */
export const SCRAPE_INTERVAL_MS = 15_000

/** What the scraper answers to each command. */
export interface ScraperAnswers extends Record<string, object> {
  work: object
  rest: object
  counts: { scrapes: number; failed: number; bytes: number; samples: number }
  scrape: { requests: Record<string, number> }
}

/** @param targets a pod and the address of its metrics */
export const scraperArguments = (targets: readonly { pod: string; url: string }[]): string[] => [
  String(SCRAPE_INTERVAL_MS),
  // By chance, as Prometheus spreads its targets: otherwise the first scrape would fall into the same load in every bring-up.
  Math.random().toFixed(3),
  ...targets.map(({ pod, url }) => `${pod}=${url}`),
]

export interface Scraped {
  claims: CounterClaim[]
  readCounters(): Promise<Record<string, number>>
  seen(): Promise<SeenSoFar>
  work(): Promise<void>
  rest(): Promise<void>
  assertAlive: () => void
}

const scraped = (pod: string) => `${pod}: requests scraped`

/** @param source as evidence names the scraper */
export function scrapedBy(
  scraper: {
    ask<Command extends keyof ScraperAnswers & string>(command: Command): Promise<ScraperAnswers[Command]>
    assertAlive: () => void
  },
  proxies: readonly SeenProxy[],
  source: string,
): Scraped {
  return {
    claims: requestsSeen(proxies, {
      claim: 'every request through the proxy is in the metrics that were scraped from it',
      source,
      counter: scraped,
    }),
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
  }
}
