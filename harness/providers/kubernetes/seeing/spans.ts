/** Spans that every proxy sends of every request, to a pod that counts and forgets them. */
import { arrived } from '../../shared/collectors/arrived.ts'
import { requestsThrough } from '../../shared/collectors/requests-seen.ts'
import type { Counted } from '../mesh/sight-schema.ts'
import type { ArmProofSite } from '../proofs/arm-proof-site.ts'
import type { CollectorInPod } from './collector-in-pod.ts'
import type { SeeingMeans } from './means.ts'
import { proxiedPods, requestsTaken } from './targets-of-counts.ts'

/** Envoy sends five spans at a time, and fewer after 1 s, as mesh.yaml has it; a loaded machine may be late with them. */
const MOST_WAIT_MS = 4000
const LOOK_MS = 250

export type SpanAnswers = { counts: { spans: number; reports: number; bytes: number; unread: number } }

const SPANS = 'spans that the collector received'

export function spans(
  site: ArmProofSite,
  { taken }: Counted<'spans'>,
  sink: CollectorInPod<SpanAnswers>,
): SeeingMeans {
  const received = () =>
    arrived({
      taken: () => requestsTaken(site, taken),
      read: () => sink.ask('counts'),
      countOf: ({ spans: count }) => count,
      mostMs: MOST_WAIT_MS,
      lookMs: LOOK_MS,
    })
  return {
    claims: [
      {
        subject: {},
        claim: 'the collector received a span of every request from every proxy on its way',
        where: 'collector',
        source: "the collector's own count",
        counter: SPANS,
        comparison: 'exactly',
        expected: (traffic) =>
          proxiedPods(site).reduce((sum, { service }) => sum + requestsThrough(service, traffic), 0),
      },
    ],
    readCounters: async () => ({ [SPANS]: (await received()).spans }),
    async seen() {
      const { taken: made, spans: events, bytes } = await received()
      return { events, bytes, lost: made - events }
    },
    assertAlive: sink.assertAlive,
    close: sink.close,
  }
}
