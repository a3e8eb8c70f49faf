/** Counters that must move by what the proof traffic was. */
import type { CounterClaim } from '../../../arm/claims.ts'
import type { Read } from '../mesh/proof-schema.ts'
import type { MeshDatapath } from '../mesh/schema.ts'
import { fill } from '../mesh/fill.ts'
import { expectedAt, placesOf, type Place } from './places.ts'
import { createReader, isOfPod, sumOf, type ReaderSite } from './reader.ts'
import type { ArmProofSite } from './arm-proof-site.ts'

type CounterProof = Extract<MeshDatapath['proofs'][number], { proof: 'counter' }>

const counterProofs = ({
  datapath,
  topology,
  names,
}: ArmProofSite): { proof: CounterProof; place: Place; key: string }[] =>
  datapath.proofs
    .filter((proof) => proof.proof === 'counter')
    .flatMap((proof, index) =>
      placesOf(proof.each, topology, names).map((place) => ({
        proof,
        place,
        key: `${index} ${place.title}`,
      })),
    )

/** Claims in the form that any arm's proof compares. What only a node could tell is left out where none can be reached. */
export const counterClaims = (site: ArmProofSite): CounterClaim[] =>
  counterProofs(site)
    .filter(({ proof }) => !('node' in proof.read) || site.onNodes !== null)
    .map(({ proof, place, key }) => ({
      claim: fill(proof.claim, place.words),
      subject: place.subject,
      where: place.title,
      source: proof.source,
      counter: key,
      comparison: proof.comparison,
      expected: (traffic) => expectedAt(proof.expected, place, traffic),
    }))

/** Every counter at this moment, by the claims' keys. */
export async function readCounters(site: ArmProofSite): Promise<Record<string, number>> {
  const reader = createReader(site)
  const readings = await Promise.all(
    counterProofs(site).map(async ({ proof, place, key }) => {
      const text = await reader.read(proof.read, place)
      return text === null ? [] : [[key, sumOf(text, fill(proof.sum, escaped(place.words)))] as const]
    }),
  )
  return Object.fromEntries(readings.flat())
}

/** Requests that proxies sent again so far; 0 where the datapath has no proxies that could. */
export async function readRetries(site: ArmProofSite): Promise<number> {
  const { retries } = site.datapath
  if (!retries) return 0
  const reader: ReturnType<typeof createReader> = createReader(site satisfies ReaderSite)
  const each = await Promise.all(
    retryPlaces(retries.read, site).map(async (place) =>
      sumOf((await reader.read(retries.read, place)) ?? '', retries.sum),
    ),
  )
  return each.reduce((sum, count) => sum + count, 0)
}

/** Every calling pod has a proxy of its own; a component of the cluster carries the calls of all, and is read once. */
export const retryPlaces = (
  read: Read,
  { topology, names }: Pick<ArmProofSite, 'topology' | 'names'>,
): Place[] => placesOf(isOfPod(read) ? 'caller' : 'arm', topology, names)

/** Names within a regular expression stand for themselves. */
export const escaped = (words: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(words).map(([word, text]) => [word, RegExp.escape(text)]))
