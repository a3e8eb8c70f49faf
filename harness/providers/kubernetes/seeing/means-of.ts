/** By which means it is counted what an arm made visible: those that its mesh.yaml names. */
import type { NodePlaces } from '../cluster.ts'
import type { Sight } from '../mesh/sight-schema.ts'
import type { ArmProofSite } from '../proofs/arm-proof-site.ts'
import { collectorInPod } from './collector-in-pod.ts'
import { countedBySource } from './counted-by-source.ts'
import { loggedLines } from './logged-lines.ts'
import type { SeeingMeans } from './means.ts'
import { scrapes } from './scrapes.ts'
import { SPANS_PORT } from '../workload/manifests.ts'
import { spans, type SpanAnswers } from './spans.ts'

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
