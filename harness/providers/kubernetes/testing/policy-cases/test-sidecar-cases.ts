/** Tests of the policy cases on a cluster with Istio's sidecars: each cell beside what the evaluator says. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ISTIO_REFUSED } from '../../../../policy/testing/cases/istio-refused.ts'
import { apply } from '../../api/apply.ts'
import type { Manifest } from '../../api/manifest.ts'
import type { ClusterForTests } from '../raise-arms.ts'
import { raiseCasePods, type CasePods } from './case-pods.ts'
import { lasting, runCase, type CaseOutcome } from './run-case.ts'
import {
  objectsBeside,
  PODS_OUTSIDE_MESH,
  SIDECAR_CASES,
  sidecarCluster,
  SIDECAR_PODS,
  SIDECAR_PORTS,
} from './sidecar-cases.ts'
import { tell } from './tell-outcomes.ts'

/** What Istio decides otherwise, cell by cell; docs/policies.md says why. */
const DIFFERS = [
  'A-22, y/b → x/a:80/TCP: DENY in place of RESET',
  'A-25, y/a → x/a:9002/TCP: DENY in place of RESET',
  'A-38, y/b → x/a:80/TCP: DENY in place of RESET',
]

export function testSidecarCases(given: () => { cluster: ClusterForTests; image: string }): void {
  let pods: CasePods
  beforeAll(async () => {
    const { cluster, image } = given()
    pods = await raiseCasePods({
      api: cluster.api,
      image,
      pods: SIDECAR_PODS,
      ports: SIDECAR_PORTS,
      namespaceLabels: { 'istio-injection': 'enabled' },
      outsideMesh: PODS_OUTSIDE_MESH,
    })
  })
  afterAll(() => pods.close())

  test('AuthorizationPolicies have the verdicts of the evaluator, but for those that are known', async () => {
    const outcomes: CaseOutcome[] = []
    for (const one of SIDECAR_CASES)
      outcomes.push(await runCase(sidecarCluster(given().cluster, pods, one.world!), one, objectsBeside(one)))
    tell('Istio', outcomes)
    expect(outcomes.flatMap(({ deviations }) => lasting(deviations))).toEqual(DIFFERS)
  })

  test.each(ISTIO_REFUSED.map((one) => [`${one.number}: ${one.says}`, one] as const))(
    'what hopbench refuses the webhook of Istio refuses too: %s',
    async (_, { policies }) => {
      await expect(apply(given().cluster.api, policies as Manifest[], true)).rejects.toThrow(
        /admission webhook "\S*istio\S*" denied the request/,
      )
    },
  )
}
