/** The matrix of a scenario's policy: who may call whom, tried from every service to every other. */
import type { Topology } from '../scenario/schema.ts'
import { mayCall } from '../scenario/topology.ts'
import type { Probes, Proof } from './claims.ts'

export interface PolicyMatrix {
  topology: Topology
  /** The name by which a service is called from another namespace: "orders.shop". */
  hostOf: (service: string) => string
  port: number
  /** How this datapath refuses, where any outcome but an answer would not do: "timeout". */
  refusal?: string
}

export interface Pair {
  from: string
  to: string
  allowed: boolean
}

/** Every ordered pair of services; none without a policy. */
export function policyPairs(topology: Topology): Pair[] {
  if (!topology.policy) return []
  const services = Object.keys(topology.services)
  return services.flatMap((from) =>
    services.filter((to) => to !== from).map((to) => ({ from, to, allowed: mayCall(topology, from, to) })),
  )
}

/** A proof for each pair, all tried at once. */
export const tryPolicyMatrix = (
  { topology, hostOf, port, refusal }: PolicyMatrix,
  probes: Probes,
): Promise<Proof[]> =>
  Promise.all(
    policyPairs(topology).map(async ({ from, to, allowed }) => {
      const observed = await probes.http(from, hostOf(to), port)
      const isRefused = refusal === undefined ? observed !== ANSWERED : observed === refusal
      return {
        kind: 'refusal',
        subject: { from, to },
        claim: `${from} ${allowed ? 'may' : 'may not'} call ${to}`,
        where: `${from} → ${to}`,
        expected: { text: allowed ? 'answered' : 'refused' },
        observed: { text: observed },
        holds: allowed ? observed === ANSWERED : isRefused,
        source: `HTTP client in the pod of ${from}`,
      }
    }),
  )

/** Anything else is no answer of the service: 403 is how a proxy refuses, a dropped packet ends in a timeout. */
const ANSWERED = '200'
