/** How it is counted what an arm made visible: by the means that its mesh.yaml names. */
import type { CounterClaim } from '../../../arm/claims.ts'
import type { SeenSoFar } from '../../../arm/seen.ts'
import type { NodePlaces } from '../cluster.ts'
import type { Sight } from '../mesh/sight-schema.ts'
import type { ArmProofSite } from '../proofs/arm-proof-site.ts'
import { collectorInPod } from './collector-in-pod.ts'
import { countedBySource } from './counted-by-source.ts'
import { loggedLines } from './logged-lines.ts'
import { scrapes } from './scrapes.ts'
import { SPANS_PORT } from '../workload/manifests.ts'
import { spans, type SpanAnswers } from './spans.ts'

export interface SeeingMeans {
  claims: CounterClaim[]
  /** Counters of the claims, once what is under way has arrived. */
  readCounters(): Promise<Record<string, number>>
  seen(): Promise<SeenSoFar>
  /** Called when the arm was thawed, and before it is frozen: for work that goes by the time in which the arm runs. */
  work?(): Promise<void>
  rest?(): Promise<void>
  assertAlive?(): void
  close?(): void
}

/**
 * Null where there is nothing to count, or nobody enters the nodes.
 * @throws BenchError when the program that counts does not start
 */
export async function meansOf(
  site: ArmProofSite,
  sight: Sight | undefined,
  nodes: NodePlaces | null,
): Promise<SeeingMeans | null> {
  const counts = sight?.counts
  // A cluster that exists is not this run's: whether its sources are on, and can be asked, nobody has promised.
  if (!counts || nodes === null) return null
  switch (counts.by) {
    case 'log lines':
      return loggedLines(site, counts, nodes)
    case 'spans':
      return spans(
        site,
        counts,
        await collectorInPod<SpanAnswers>(site, 'span-sink.ts', (pod) => [pod.address, String(SPANS_PORT)]),
      )
    case 'scrapes':
      return scrapes(site, counts)
    case 'the source itself':
      return countedBySource(site, counts)
  }
}
