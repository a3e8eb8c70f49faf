/** Proves a scenario's policy: every service calls every other service and queries every database, and only what is allowed may be answered. */
import { databasesOf } from '../scenario/queries.ts'
import type { Topology } from '../scenario/schema.ts'
import { mayCall } from '../scenario/topology.ts'
import type { Probes, Proof } from './claims.ts'

export interface PolicyMatrix {
  topology: Topology
  /** Name of a service for a caller in another namespace: "orders.shop". */
  hostOf: (service: string) => string
  port: number
  /** How this datapath refuses a call, such as "timeout"; absent where any outcome but an answer is a refusal. */
  refusal?: string
}

export interface Pair {
  from: string
  to: string
  allowed: boolean
}

/** Every ordered pair of services, and of a service and a database; an empty list without a policy. */
export function policyPairs(topology: Topology): Pair[] {
  if (!topology.policy) return []
  const services = Object.keys(topology.services)
  const servers = [...services, ...databasesOf(topology).map(({ name }) => name)]
  return services.flatMap((from) =>
    servers.filter((to) => to !== from).map((to) => ({ from, to, allowed: mayCall(topology, from, to) })),
  )
}

/** Returns a proof for each pair of the scenario's policy. */
export const tryPolicyMatrix = (matrix: PolicyMatrix, probes: Probes): Promise<Proof[]> =>
  tryPairs(policyPairs(matrix.topology), matrix, probes)

/** Returns a proof for each pair. All pairs are tried at once. */
export const tryPairs = (
  pairs: readonly Pair[],
  { topology, hostOf, port, refusal }: PolicyMatrix,
  probes: Probes,
): Promise<Proof[]> =>
  Promise.all(
    pairs.map(async ({ from, to, allowed }) => {
      const isDatabase = !Object.hasOwn(topology.services, to)
      const observed = isDatabase
        ? await probes.database(from, hostOf(to), 'policy')
        : await probes.http(from, hostOf(to), port)
      const isAnswered = observed === (isDatabase ? 'answered' : ANSWERED)
      const isRefused = refusal === undefined ? !isAnswered : observed === refusal
      return {
        kind: 'policy',
        subject: { from, to },
        claim: `${from} ${allowed ? 'may' : 'may not'} ${isDatabase ? 'query' : 'call'} ${to}`,
        where: `${from} → ${to}`,
        expected: { text: allowed ? 'answered' : 'refused' },
        observed: { text: observed },
        holds: allowed ? isAnswered : isRefused,
        source: `${isDatabase ? 'PostgreSQL' : 'HTTP'} client in the pod of ${from}`,
      }
    }),
  )

/** The only outcome that is an answer of the service. A proxy refuses with 403; a dropped packet ends in a timeout. */
const ANSWERED = '200'
