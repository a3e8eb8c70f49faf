/** For tests: puts the policies of a case in force in a real cluster, and compares what pods see with what hopbench's evaluator says. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Attempt } from '../../../../policy/attempt.ts'
import { attemptsOf, type Case, type Seen } from '../../../../policy/testing/case.ts'
import { apply, applyMany, remove } from '../../api/apply.ts'
import type { ClusterApi } from '../../api/connect.ts'
import type { Manifest } from '../../api/manifest.ts'

/** How a product enforces the cases: who tries, and how the known cells of the sentinel are written. */
export interface CaseCluster {
  api: ClusterApi
  /** What the source of each attempt sees; null for an attempt that this cluster cannot make. */
  observe(attempts: readonly Attempt[]): Promise<(Seen | null)[]>
  /** The policy of the sentinel in odd and in even rounds, which swaps a known answer and a known denial. */
  sentinel(round: number): Manifest
  /** Whether the sentinel answers what its policy of this round allows, and denies the rest. */
  sentinelFollows(round: number): Promise<boolean>
}

/** A cell that the product decided otherwise than expected at first. */
export interface Deviation {
  case: string
  attempt: string
  expected: Seen
  first: Seen
  /** What was seen until it was as expected, or until waiting longer would not help. */
  later: Seen[]
}

export interface CaseOutcome {
  cells: number
  deviations: Deviation[]
  /** From the API server's answer to the last policy until the sentinel followed. */
  inForceMs: number
}

const IN_FORCE_WITHIN_MS = 20_000
const TRIED_AGAIN = 5
const AGAIN_AFTER_MS = 400

let round = 0

export async function runCase(cluster: CaseCluster, one: Case, more: Manifest[] = []): Promise<CaseOutcome> {
  round += 1
  const { api } = cluster
  const objects = [...one.policies.flatMap(itemsOf), ...more]
  try {
    await applyMany(api, objects)
    await apply(api, [cluster.sentinel(round)])
    const inForceMs = await untilFollowed(cluster, round)
    const attempts = one.probes!.flatMap((probe) =>
      attemptsOf(probe).map((attempt) => ({ attempt, expected: probe.seen })),
    )
    const seen = await cluster.observe(attempts.map(({ attempt }) => attempt))
    let deviating = attempts.flatMap(({ attempt, expected }, n): (Deviation & { of: Attempt })[] => {
      const first = seen[n] ?? null
      const isAsExpected = first === null || first === expected
      return isAsExpected
        ? []
        : [{ case: one.number, attempt: textOf(attempt), expected, first, later: [], of: attempt }]
    })
    const deviations = deviating
    for (let time = 0; deviating.length > 0 && time < TRIED_AGAIN; time += 1) {
      await sleep(AGAIN_AFTER_MS)
      const again = await cluster.observe(deviating.map(({ of }) => of))
      deviating.forEach(({ later }, n) => later.push(again[n]!))
      deviating = deviating.filter(({ expected, later }) => later.at(-1) !== expected)
    }
    return {
      cells: seen.filter((one) => one !== null).length,
      deviations,
      inForceMs,
    }
  } finally {
    await Promise.all(objects.map((object) => remove(api, object)))
  }
}

/** Those that stayed, as `case, attempt: observed in place of expected`. */
export const lasting = (deviations: readonly Deviation[]): string[] =>
  deviations
    .filter(({ later, expected }) => later.at(-1) !== expected)
    .map((one) => `${one.case}, ${one.attempt}: ${one.later.at(-1)} in place of ${one.expected}`)

async function untilFollowed(cluster: CaseCluster, round: number): Promise<number> {
  const appliedAtMs = performance.now()
  for (;;) {
    const triedMs = performance.now() - appliedAtMs
    if (await cluster.sentinelFollows(round)) return triedMs
    if (triedMs > IN_FORCE_WITHIN_MS) throw new Error('the policy of the sentinel is not in force')
  }
}

const itemsOf = (object: object): Manifest[] => {
  const { kind, items } = object as { kind: string; items?: Manifest[] }
  return kind === 'List' ? items! : [object as Manifest]
}

/** "y/a → x/a:80/TCP", with method and path where there is a request. */
export function textOf({ from, to, port, protocol, http }: Attempt): string {
  const nameOf = (end: Attempt['from']) =>
    end.kind === 'pod' ? end.pod : end.kind === 'host' ? 'host' : end.address
  return `${nameOf(from)} → ${nameOf(to)}:${port ?? 'icmp'}/${protocol}${http ? ` ${http.method} ${http.path}` : ''}`
}
