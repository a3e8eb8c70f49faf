/** Tests of the policy cases on a cluster whose network is Cilium: each cell beside what the evaluator says. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { apply } from '../../api/apply.ts'
import type { Manifest } from '../../api/manifest.ts'
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
/** What its API server takes although Cilium's own check (`rule_validation.go`) refuses it. */
const TAKEN = [
  'C-17: a rule whose only section is empty is invalid',
  'C-18: two kinds of peers in one rule are invalid',
  'C-21: a DNS rule for ingress is invalid',
  'C-21: a DNS rule with a range of ports is invalid',
  'C-21: a request rule for port 0 is invalid',
]

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
    const { api } = given().cluster
    const taken: string[] = []
    for (const { number, says, policies } of REFUSED_CASES)
      try {
        await apply(api, policies as Manifest[], true)
        taken.push(`${number}: ${says}`)
      } catch (error) {
        expect(String(error)).toMatch(/could not apply/)
      }
    expect(taken).toEqual(TAKEN)
  })
}
