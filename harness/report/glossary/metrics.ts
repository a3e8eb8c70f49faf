/** What each metric is. A new metric of `stats/metrics.ts` needs an entry, or this file does not compile. */
import type { Metric } from '../../stats/metrics.ts'
import type { Entry } from './entry.ts'

export const METRIC_ENTRIES: Record<Metric, Entry> = {
  p50: {
    word: 'p50',
    others: ['median', 'added time', 'latency'],
    meaning:
      'Half of the pages took no longer than this, by the user clock. Divided by the hops of a page it is the headline: what a datapath adds to a call.',
    section: 'the-unit',
  },
  mean: {
    word: 'mean',
    others: ['average'],
    meaning: 'All times of pages together divided by their number, by the user clock. Slow pages pull it up.',
    section: 'the-unit',
  },
  p10: {
    word: 'p10',
    meaning: 'A tenth of the pages took no longer than this: pages that waited for nothing.',
    section: 'the-unit',
  },
  p90: {
    word: 'p90',
    meaning:
      'Nine of ten pages took no longer than this. It is of a whole page, and no share of a single call.',
    section: 'the-unit',
  },
  p99: {
    word: 'p99',
    others: ['tail'],
    meaning:
      'Of a hundred pages 99 took no longer than this, over all pages of a bring-up. Below 1,000 pages it is withheld, because it would rest on fewer than ten.',
    section: 'the-unit',
  },
  connect: {
    word: 'connect',
    others: ['to open a connection'],
    meaning: 'Time to open one connection, as the calling program sees it, where each call opens its own.',
    section: 'load',
  },
  transport: {
    word: 'transport',
    meaning:
      'Time that a call spends between the sockets of two programs, there and back, by the hop clock: network, proxies and policy, without the programs themselves.',
    section: 'the-hop-clock',
  },
  transportP50: {
    word: 'p50 of transport',
    others: ['transport p50'],
    meaning: 'Half of the calls spent no longer than this between the sockets of two programs.',
    section: 'the-hop-clock',
  },
  transportP10: {
    word: 'p10 of transport',
    others: ['transport p10'],
    meaning: 'A tenth of the calls spent no longer than this between the sockets of two programs.',
    section: 'the-hop-clock',
  },
  app: {
    word: 'services',
    others: ['services’ own time', "services' own time", 'own time', 'app'],
    meaning:
      'Time from the request at a service’s socket to its answer there, without the calls that the service makes meanwhile, by the hop clock. A datapath changes it where it takes CPU or caches from the services.',
    section: 'the-hop-clock',
  },
  clockedConnect: {
    word: 'connect by the hop clock',
    meaning:
      'Time from the entry of connect() to the answer of the other side’s kernel, without the calling program’s own queue.',
    section: 'the-hop-clock',
  },
  cpu: {
    word: 'CPU per 1000 pages',
    others: ['CPU', 'CPU / 1000 pages'],
    meaning:
      'Seconds of CPU that services, proxies, agents and interrupts take for a thousand pages. The load client, hopbench itself and other programs are left out.',
    section: 'cpu',
  },
}
