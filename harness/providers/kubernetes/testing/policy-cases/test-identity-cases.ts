/** Tests of the policy cases on a cluster whose network is Cilium: each cell beside what the evaluator says. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { apply } from '../../api/apply.ts'
import type { ClusterForTests } from '../raise-arms.ts'
import { raiseCasePods, type CasePods } from './case-pods.ts'
import {
  IDENTITY_CASES,
  identityCluster,
  IDENTITY_PODS,
  IDENTITY_PORTS,
  REFUSED_CASES,
} from './identity-cases.ts'
import { lasting, runCase, type CaseOutcome } from './run-case.ts'
import { tell } from './tell-outcomes.ts'

/** What Cilium decides otherwise, cell by cell; docs/policies.md says why. */
const DIFFERS: string[] = []
/** What its API server takes although the agent cannot use it. */
const TAKEN: string[] = []

export function testIdentityCases(given: () => { cluster: ClusterForTests; image: string }): void {
  let pods: CasePods
  beforeAll(async () => {
    const { cluster, image } = given()
    pods = await raiseCasePods({ api: cluster.api, image, pods: IDENTITY_PODS, ports: IDENTITY_PORTS })
  })
  afterAll(() => pods.close())

  test('NetworkPolicies and policies of Cilium have the verdicts of the evaluator, but for those that are known', async () => {
    const cluster = identityCluster(given().cluster, pods)
    const outcomes: CaseOutcome[] = []
    for (const one of IDENTITY_CASES) outcomes.push(await runCase(cluster, one))
    tell('Cilium', outcomes)
    expect(outcomes.flatMap(({ deviations }) => lasting(deviations))).toEqual(DIFFERS)
  })

  test('what hopbench refuses the API server refuses too, but for what only the agent checks', async () => {
    const taken: string[] = []
    for (const { number, says, policies } of REFUSED_CASES)
      try {
        await apply(given().cluster.api, policies as Parameters<typeof apply>[1], true)
        taken.push(`${number}: ${says}`)
      } catch (error) {
        expect(String(error)).toMatch(/could not apply/)
      }
    expect(taken).toEqual(TAKEN)
  })
}
