/** Counters that must move by what the proof traffic was. */
import type { CounterClaim } from '../../../arm/claims.ts'
import type { Read } from '../mesh/proof-schema.ts'
import type { MeshDatapath } from '../mesh/schema.ts'
import { fill } from '../mesh/fill.ts'
import { expectedAt, targetsOf, type ProofTarget } from './targets.ts'
import { createReader, isOfPod, sumOf, type ReaderSite } from './reader.ts'
import type { ArmProofSite } from './arm-proof-site.ts'

type CounterProof = Extract<MeshDatapath['proofs'][number], { proof: 'counter' }>

const counterProofs = ({
  datapath,
  topology,
  names,
}: ArmProofSite): { proof: CounterProof; target: ProofTarget; key: string }[] =>
  datapath.proofs
    .filter((proof) => proof.proof === 'counter')
    .flatMap((proof, index) =>
      targetsOf(proof.each, topology, names).map((target) => ({
        proof,
        target,
        key: `${index} ${target.title}`,
      })),
    )

/** Claims in the form that any arm's proof compares. What only a node could tell is left out where none can be reached. */
export const counterClaims = (site: ArmProofSite): CounterClaim[] =>
  counterProofs(site)
    .filter(({ proof }) => !('node' in proof.read) || site.onNodes !== null)
    .map(({ proof, target, key }) => ({
      claim: fill(proof.claim, target.placeholders),
      subject: target.subject,
      where: target.title,
      source: proof.source,
      counter: key,
      comparison: proof.comparison,
      expected: (traffic) => expectedAt(proof.expected, target, traffic),
    }))

/** Every counter at this moment, by the claims' keys. */
export async function readCounters(site: ArmProofSite): Promise<Record<string, number>> {
  const reader = createReader(site)
  const readings = await Promise.all(
    counterProofs(site).map(async ({ proof, target, key }) => {
      const text = await reader.read(proof.read, target)
      return text === null ? [] : [[key, sumOf(text, fill(proof.sum, escaped(target.placeholders)))] as const]
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
    retryTargets(retries.read, site).map(async (target) =>
      sumOf((await reader.read(retries.read, target)) ?? '', retries.sum),
    ),
  )
  return each.reduce((sum, count) => sum + count, 0)
}

/** Every calling pod has a proxy of its own; a component of the cluster carries the calls of all, and is read once. */
export const retryTargets = (
  read: Read,
  { topology, names }: Pick<ArmProofSite, 'topology' | 'names'>,
): ProofTarget[] => targetsOf(isOfPod(read) ? 'caller' : 'arm', topology, names)

/** Names within a regular expression stand for themselves. */
export const escaped = (placeholders: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(placeholders).map(([word, text]) => [word, RegExp.escape(text)]))
