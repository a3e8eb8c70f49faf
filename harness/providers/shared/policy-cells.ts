/** What policies of files say about each call that an arm can try, and the face with which a denied one ends on the wire. */
import type { Pair } from '../../arm/policy-matrix.ts'
import type { Attempt, Outcome, Verdict } from '../../policy/attempt.ts'
import { judge, type EnforcementPoint } from '../../policy/evaluate/enforcement-point.ts'
import type { Policies } from '../../policy/policy.ts'
import type { World } from '../../policy/world.ts'
import { databasesOf } from '../../scenario/queries.ts'
import type { Topology } from '../../scenario/schema.ts'
import { UNMARKED } from '../../workload/page-mark.ts'
import { callAttempt, pairsOf } from './policy-calls.ts'
import { DATABASE_PORT } from './ports.ts'

export interface PolicyCell extends Pair {
  kind: 'http' | 'database'
  verdict: Verdict
  /** What the caller's program must see: "200", "answered", or the face of the denial. */
  expected: string
}

/** As probes name them (`Probes` of `harness/arm/claims.ts`). */
const FACES: Readonly<Record<Exclude<Outcome, 'allowed'>, string>> = {
  dropped: 'timeout',
  '403': '403',
  reset: 'ECONNRESET',
  'dns-refused': 'ENOTFOUND',
}
const ANSWERS: Readonly<Record<PolicyCell['kind'], string>> = { http: '200', database: 'answered' }

/** Every caller about every other service ("/") and each database. Hosts are names with the scenario's namespace: "web.shop". */
export function policyCells(
  topology: Topology,
  world: World,
  policies: Policies,
  point: EnforcementPoint,
): PolicyCell[] {
  const cell = (pair: { from: string; to: string }, kind: PolicyCell['kind'], attempt: Attempt): PolicyCell => {
    const verdict = judge(world, policies, attempt, point)
    const { outcome } = verdict
    const allowed = outcome === 'allowed'
    return { ...pair, kind, verdict, allowed, expected: allowed ? ANSWERS[kind] : FACES[outcome] }
  }
  const services = Object.keys(topology.services)
  return [
    ...pairsOf(topology).map(({ from, to }) =>
      cell(
        { from, to },
        'http',
        callAttempt(topology, from, to, {
          path: UNMARKED,
          host: `${to}.${topology.services[to]!.namespace}`,
        }),
      ),
    ),
    ...services.flatMap((from) =>
      databasesOf(topology).map(({ name: to }) =>
        cell({ from, to }, 'database', {
          from: { kind: 'pod', pod: from },
          to: { kind: 'pod', pod: to },
          protocol: 'TCP',
          port: DATABASE_PORT,
        }),
      ),
    ),
  ]
}
