/** Tests that an arm enforces the policies of a scenario's files as they are written, and notices when they are not in force. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadPolicies } from '../../../../policy/load-policies.ts'
import { writtenPolicies } from '../../../../policy/written-policies.ts'
import { wasAsExpected, type OutcomeOfPolicy } from '../../../../results/verdicts.ts'
import { rejectionOf } from '../../../../testing/refusal.ts'
import { remove } from '../../api/apply.ts'
import type { Manifest } from '../../api/manifest.ts'
import { loadMeshes } from '../../mesh/all-meshes.ts'
import { findMeshDatapath } from '../../plan/cluster-plan.ts'
import { armPolicies } from '../../policies/arm-policies.ts'
import { refuseInvalid } from '../../policies/refuse-invalid.ts'
import { meshObjects } from '../../workload/mesh-objects.ts'
import { broken, brokenProofs } from '../judge-arm.ts'
import type { ClusterForTests, KindForTests, RaisedArm } from '../raise-arms.ts'

interface Given {
  run: KindForTests
  cluster: ClusterForTests
  /** The arm as it was; afterwards it is up without a policy. */
  raised: RaisedArm
  /** The text of the scenario's file. */
  policies: string
  /** How a denied call ends. */
  outcome: OutcomeOfPolicy
  /** An object that the API server refuses, and where it is refused. */
  refused: object
  refusedAt: RegExp
}

export function testScenarioPolicies(given: () => Given): void {
  const fileWith = (text: string): string => {
    const file = join(given().run.site.folder, 'policies.yaml')
    writeFileSync(file, text)
    return file
  }
  /** What an arm has of a file, under its names. */
  const mine = (file: string, { names }: Pick<RaisedArm, 'names'>) =>
    armPolicies(writtenPolicies([file]), names, Object.keys(given().run.site.topology.services))

  test('the policies are in force under the names of the arm, with the face of each denial, and removed ones are noticed', async () => {
    const { run, cluster, raised, policies, outcome } = given()
    const { site } = run
    const { topology } = site
    await raised.arm.down()
    await removeAll(cluster, policiesOfMesh(given()))
    const file = fileWith(policies)
    const rest = { ...topology }
    delete rest.policy
    Object.assign(site, {
      topology: rest,
      policies: loadPolicies([file]),
      writtenPolicies: writtenPolicies([file]),
    })
    try {
      const { arm, names } = await run.raise(raised.arm.spec.name)
      const proofs = await arm.verify()
      expect(broken(proofs)).toEqual([])
      const denied = proofs.filter(({ expected }) => 'text' in expected && expected.text === outcome)
      expect(denied.map(({ where }) => where)).toEqual(['client → stock', 'stock → orders'])
      const { cells, knownFirst, inForce, enforced } = (await arm.verdicts!())!
      console.log(JSON.stringify({ inForce, cells: cells.length, enforced }))
      expect(cells.filter((cell) => cell.notTried === undefined && !wasAsExpected(cell, -1))).toEqual([])
      expect(knownFirst).toEqual(['denied', 'allowed'])
      expect('how' in inForce).toBe(true)
      await removeAll(
        cluster,
        mine(file, { names }).flatMap(({ objects }) => objects),
      )
      expect((await brokenProofs(arm)).map(({ observed }) => observed)).toContain('200')
    } finally {
      Object.assign(site, { topology })
      delete site.policies
      delete site.writtenPolicies
    }
  })

  test('a policy that the API server refuses is shown with its file, line and field', async () => {
    const { cluster, raised, refused, refusedAt } = given()
    const file = fileWith(JSON.stringify(refused, null, 1))
    expect(await rejectionOf(refuseInvalid(cluster.api, mine(file, raised)))).toMatch(refusedAt)
  })
}

const removeAll = async ({ api }: ClusterForTests, objects: Manifest[]): Promise<void> => {
  for (const object of objects) await remove(api, object)
}

/** Those that hopbench wrote for `topology.policy`, which stay in the namespaces of an arm. */
function policiesOfMesh({ run: { site }, raised: { arm, names } }: Given): Manifest[] {
  const { mesh, datapath } = findMeshDatapath(loadMeshes(), arm.spec.datapath)
  const objects = meshObjects(mesh, { ...site, names, datapath, image: '', databaseImage: '' })
  return objects.filter(({ kind }) => kind.endsWith('Policy'))
}
