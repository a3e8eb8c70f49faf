/** Events that a product counts itself, such as Hubble's flows. */
import type { Counted } from '../mesh/sight-schema.ts'
import type { Read } from '../mesh/proof-schema.ts'
import type { ArmProofSite } from '../proofs/arm-proof-site.ts'
import { createReader, sumOf } from '../proofs/reader.ts'
import { targetsOf } from '../proofs/targets.ts'
import type { SeeingMeans } from './means.ts'

export function countedBySource(
  site: ArmProofSite,
  { read, sum, notBytes, lost }: Counted<'the source itself'>,
): SeeingMeans {
  const [arm] = targetsOf('arm', site.topology, site.names)
  const count = async (from: Read, pattern: string) =>
    sumOf((await createReader(site).read(from, arm!)) ?? '', pattern)
  return {
    // Its count is that of a whole node, so nothing exact can be claimed of the arm; the flows are held against the truth elsewhere.
    claims: [],
    readCounters: () => Promise.resolve({}),
    seen: async () => ({
      events: await count(read, sum),
      bytes: { notMeasured: notBytes },
      lost: 'read' in lost ? await count(lost.read, lost.sum) : lost,
    }),
  }
}
