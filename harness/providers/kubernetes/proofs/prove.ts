/** The proofs of a mesh.yaml other than counters. */
import type { Probes, Proof } from '../../../arm/claims.ts'
import { holds } from '../../../arm/comparison.ts'
import { exists } from '../api/apply.ts'
import { fill } from '../mesh/fill.ts'
import type { MeshProof } from '../mesh/proof-schema.ts'
import { isOutside, UNINJECTED } from '../workload/manifests.ts'
import { serviceInPod } from '../workload/service-in-pod.ts'
import type { ArmProofSite } from './arm-proof-site.ts'
import { escaped } from './counters.ts'
import { targetsOf } from './targets.ts'
import { untilInForce } from './in-force.ts'
import { provePolicy } from './policy.ts'
import { createReader } from './reader.ts'
import { proveWire } from './wire.ts'

/** Makes all of these proofs. Proofs on nodes are left out where hopbench cannot run commands on nodes. */
export async function prove(site: ArmProofSite, probes: Probes): Promise<Proof[]> {
  const each = await Promise.all(site.datapath.proofs.map((proof) => proveOne(site, proof)))
  return [...each.flat(), ...(await provePolicy(site, probes))]
}

/** Proves that the mesh injected its containers into all pods. This proof comes first, because the others read those containers. */
export const proveContainers = (site: ArmProofSite): Proof[] =>
  site.datapath.proofs.flatMap((proof) => (proof.proof === 'container' ? [proveContainer(site, proof)] : []))

async function proveOne(site: ArmProofSite, proof: MeshProof): Promise<Proof[]> {
  switch (proof.proof) {
    case 'counter':
      return [] // counters.ts
    case 'state':
      return proveState(site, proof)
    case 'container':
      return [proveContainer(site, proof)]
    case 'absent':
      return [await proveAbsent(site, proof)]
    case 'stranger':
      return proveUninjected(site, proof)
    case 'wire':
      return proveWire(site, proof)
  }
}

type Of<Kind extends MeshProof['proof']> = Extract<MeshProof, { proof: Kind }>

async function proveState(site: ArmProofSite, proof: Of<'state'>): Promise<Proof[]> {
  const reader = createReader(site)
  const proofs = await Promise.all(
    targetsOf(proof.each, site.topology, site.names).map(async (target): Promise<Proof[]> => {
      const text = await reader.read(proof.read, target)
      if (text === null) return []
      const pattern = new RegExp(fill(proof.matches, escaped(target.placeholders)), 'gm')
      const found = [...text.matchAll(pattern)].length
      return [
        {
          kind: 'counter',
          subject: target.subject,
          claim: fill(proof.claim, target.placeholders),
          where: target.title,
          expected: {
            comparison: proof.comparison,
            count: proof.times,
            unit: `lines like /${proof.matches}/`,
          },
          observed: { count: found },
          holds: holds(proof.comparison, proof.times, found),
          source: proof.source,
        },
      ]
    }),
  )
  return proofs.flat()
}

function proveContainer({ pods }: ArmProofSite, { claim, container }: Of<'container'>): Proof {
  const inside = pods.filter(({ service }) => !isOutside(service))
  const without = inside.filter(({ containers }) => !containers.some(({ name }) => name === container))
  return {
    kind: 'state',
    subject: {},
    claim,
    where: without.length > 0 ? `pods ${without.map(({ service }) => service).join(', ')}` : 'every pod',
    expected: { text: `container ${container} runs in all ${inside.length}` },
    observed: { text: `in ${inside.length - without.length}` },
    holds: without.length === 0,
    source: 'API server, status of the pods',
  }
}

async function proveAbsent({ api }: ArmProofSite, proof: Of<'absent'>): Promise<Proof> {
  const { apiVersion, kind, namespace, name } = proof
  const isThere = await exists(api, { apiVersion, kind, metadata: { namespace, name } })
  return {
    kind: 'state',
    subject: {},
    claim: proof.claim,
    where: `${kind} ${namespace}/${name}`,
    expected: { text: 'not there' },
    observed: { text: isThere ? 'there' : 'not there' },
    holds: !isThere,
    source: 'API server',
  }
}

/** Proves what the uninjected pod, which is outside the mesh, gets from every service. */
async function proveUninjected(site: ArmProofSite, { claim, outcome }: Of<'stranger'>): Promise<Proof[]> {
  const pod = site.pods.find(({ service }) => service === UNINJECTED)
  if (!pod) throw new Error('the arm has no uninjected pod')
  const uninjected = await serviceInPod(site.api, pod)
  const expected = new RegExp(outcome)
  return Promise.all(
    Object.keys(site.topology.services).map(async (service) => {
      const host = `${service}.${site.names.namespaceOf(service)}`
      const observed = await untilInForce(
        site.readyAtMs,
        () => uninjected.probeHttp(host, site.servicePort),
        (seen) => expected.test(seen),
      )
      return {
        kind: 'identity',
        subject: { from: UNINJECTED, to: service },
        claim,
        where: `${UNINJECTED} → ${service}`,
        expected: { text: `/${outcome}/` },
        observed: { text: observed },
        holds: expected.test(observed),
        source: 'HTTP client in a pod outside the mesh',
      }
    }),
  )
}
