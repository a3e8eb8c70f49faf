/** The matrix of a scenario's policy: who may call whom, tried from every service. */
import type { Topology } from '../../../scenario/schema.ts'
import type { Probes, Proof } from '../../../arm/claims.ts'
import type { ArmProofSite } from './arm-proof-site.ts'
import { untilInForce } from './in-force.ts'

type Policy = NonNullable<Topology['policy']>

/** Empty without a policy, or where the datapath enforces none. */
export async function provePolicy(
  { topology, datapath, names, servicePort, readyAtMs }: ArmProofSite,
  probes: Probes,
): Promise<Proof[]> {
  const { policy } = topology
  const { enforcesL4Policy, enforcesL7Policy } = datapath.capability
  if (!policy || !(enforcesL4Policy || enforcesL7Policy)) return []
  return untilInForce(
    readyAtMs,
    () => tryMatrix({ topology, names, servicePort, policy }, probes),
    (matrix) => matrix.every(({ holds }) => holds),
  )
}

async function tryMatrix(
  {
    topology,
    names,
    servicePort,
    policy,
  }: Pick<ArmProofSite, 'topology' | 'names' | 'servicePort'> & { policy: Policy },
  probes: Probes,
): Promise<Proof[]> {
  const services = Object.keys(topology.services)
  const pairs = services.flatMap((from) => services.filter((to) => to !== from).map((to) => ({ from, to })))
  return Promise.all(
    pairs.map(async ({ from, to }) => {
      const allowed = policy.allow.some((rule) => rule.from === from && rule.to.includes(to))
      const observed = await probes.http(from, `${to}.${names.namespaceOf(to)}`, servicePort)
      return {
        kind: 'refusal',
        subject: { from, to },
        claim: `${from} ${allowed ? 'may' : 'may not'} call ${to}`,
        where: `${from} → ${to}`,
        expected: { text: allowed ? 'answered' : 'refused' },
        observed: { text: observed },
        holds: isAnswer(observed) === allowed,
        source: `HTTP client in the pod of ${from}`,
      }
    }),
  )
}

/** 403 is how a proxy refuses; a dropped packet ends in a timeout. */
const isAnswer = (outcome: string): boolean => outcome === '200'
