/** Proofs by counters, which must grow by the amount of proof traffic. */
import type { CounterClaim } from '../../../arm/claims.ts'
import type { Read } from '../mesh/proof-schema.ts'
import type { MeshDatapath } from '../mesh/schema.ts'
import { fill } from '../mesh/fill.ts'
import { claimAt, expectedAt, targetsOf, type ProofTarget } from './targets.ts'
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

/** The counter claims, in the form that all providers share. Counters on nodes are left out where hopbench cannot run commands on nodes. */
export const counterClaims = (site: ArmProofSite): CounterClaim[] =>
  counterProofs(site)
    .filter(({ proof }) => !('node' in proof.read) || site.onNodes !== null)
    .map(({ proof, target, key }) => {
      const { claim, comparison } = claimAt(proof, target, site.topology)
      return {
        claim: fill(claim, target.placeholders),
        subject: target.subject,
        where: target.title,
        source: proof.source,
        counter: key,
        comparison,
        expected: (traffic) => expectedAt(proof.expected, target, traffic, site.topology),
      }
    })

/** Reads all counters now, by the keys of the claims. */
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

/** The number of requests that proxies have retried so far; 0 where the datapath has no proxy that retries. */
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

/** Where to read retries. A sidecar is read in every calling pod; a central component carries the calls of all pods and is read once. */
export const retryTargets = (
  read: Read,
  { topology, names }: Pick<ArmProofSite, 'topology' | 'names'>,
): ProofTarget[] => targetsOf(isOfPod(read) ? 'caller' : 'arm', topology, names)

/** Escapes values, so that names match literally within a regular expression. */
export const escaped = (placeholders: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(placeholders).map(([word, text]) => [word, RegExp.escape(text)]))
