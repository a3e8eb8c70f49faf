/** Which arms share a cluster, and which further arms a comparison needs in each. Pure. */
import { createHash } from 'node:crypto'
import { BASELINE } from '../../../scenario/arms.ts'
import { armSchema, type ArmSpec } from '../../../scenario/schema.ts'
import type { LoadedMesh } from '../mesh/load-mesh.ts'
import type { MeshDatapath } from '../mesh/schema.ts'

export interface ClusterPlan {
  /** Short name of what is installed: "istio"; "plain" where nothing is. */
  group: string
  mesh: LoadedMesh
  datapath: MeshDatapath
  /** Values files of its releases beside those that each release has itself. */
  values: Record<string, string[]>
  /** Values files of the user, put over those. */
  userValues: string[]
  /** Values files by release that stand over all others: what makes the arm the one it is. */
  overridingValues: Record<string, string[]>
  fillerServices: number
  /** Names of the arms that run in it. */
  arms: string[]
}

type Found = { mesh: LoadedMesh; datapath: MeshDatapath }

/** @throws Error for a datapath that no mesh has: the scenario was checked */
export function findMeshDatapath(meshes: readonly LoadedMesh[], name: string): Found {
  for (const mesh of meshes) {
    const datapath = mesh.datapaths.find((candidate) => candidate.name === name)
    if (datapath) return { mesh, datapath }
  }
  throw new Error(`no mesh has a datapath ${name}: the scenario was not checked`)
}

/** The meshes of these arms, each once. */
export const meshesOf = (
  arms: readonly Pick<ArmSpec, 'datapath'>[],
  meshes: readonly LoadedMesh[],
): LoadedMesh[] => [...new Set(arms.map(({ datapath }) => findMeshDatapath(meshes, datapath).mesh))]

/** Clusters in the order in which their first arm comes. */
export function planClusters(
  arms: readonly ArmSpec[],
  meshes: readonly LoadedMesh[],
  meshValues: Record<string, string[]>,
): ClusterPlan[] {
  const plans = new Map<string, ClusterPlan>()
  for (const arm of arms) {
    const overridingValues = arms.find(({ name }) => name === arm.within) ?? arm
    const plan = planFor(overridingValues, meshes, meshValues)
    const key = keyOf(plan)
    const known = plans.get(key) ?? { ...plan, group: freeName(plan.group, [...plans.values()]) }
    known.arms.push(arm.name)
    plans.set(key, known)
  }
  return [...plans.values()]
}

function planFor(
  arm: ArmSpec,
  meshes: readonly LoadedMesh[],
  meshValues: Record<string, string[]>,
): ClusterPlan {
  const { mesh, datapath } = findMeshDatapath(meshes, arm.datapath)
  return {
    group: isPlain(mesh) ? 'plain' : mesh.name,
    mesh,
    datapath,
    values: datapath.values,
    userValues: meshValues[arm.datapath] ?? [],
    overridingValues: arm.flowEvents ? {} : (datapath.withoutFlows ?? {}),
    fillerServices: arm.fillerServices,
    arms: [],
  }
}

/** Nothing of it is installed. */
export const isPlain = ({ releases, manifests, after }: LoadedMesh): boolean =>
  releases.length + manifests.length + after.length === 0

/** Everything that decides what a cluster is. Tables of services are the cluster's, so fillers need one of their own. */
const keyOf = ({ mesh, values, userValues, overridingValues, fillerServices }: ClusterPlan): string =>
  JSON.stringify([
    mesh.cluster,
    isPlain(mesh) ? [] : [mesh.name, values, userValues, overridingValues],
    mesh.prepareNode,
    fillerServices,
  ])

/** A cluster like this one has this hash, so that a kept one can be found again. `images`: what nodes and pods are made of. */
export const hashOf = (plan: ClusterPlan, contents: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify([keyOf(plan), plan.mesh.version, contents]))
    .digest('hex')
    .slice(0, 8)

function freeName(group: string, plans: readonly ClusterPlan[]): string {
  const same = plans.filter((plan) => plan.group.replace(/-\d+$/, '') === group).length
  return same === 0 ? group : `${group}-${same + 1}`
}

/**
 * Adds a chain around the mesh to every cluster but the plain one. Where the mesh leaves the network as it was, the chain
 * is the baseline once more (their spread between clusters is the noise), and the mesh is compared with it. A mesh that
 * owns the network carries that chain too: it is an arm of its own, and both are compared with the plain cluster's.
 */
export function completeArms(arms: readonly ArmSpec[], meshes: readonly LoadedMesh[]): ArmSpec[] {
  const plans = planClusters(arms, meshes, {})
  const around = new Map<string, ArmSpec>()
  const home = plans.find((plan) => plan.arms.includes(BASELINE))
  return arms.flatMap((arm) => {
    const plan = plans.find((candidate) => candidate.arms.includes(arm.name))!
    if (plan === home) return [arm]
    const { ownsNetwork } = plan.datapath
    const known = around.get(plan.group)
    const direct = known ?? directWithin(arm, ownsNetwork || plan.mesh.cluster !== home?.mesh.cluster)
    around.set(plan.group, direct)
    const completed = ownsNetwork ? arm : { ...arm, against: direct.name }
    return known ? [completed] : [direct, completed]
  })
}

const directWithin = (arm: ArmSpec, otherNetwork: boolean): ArmSpec => ({
  ...armSchema.parse({ datapath: BASELINE }),
  name: `${BASELINE}-${arm.name}`,
  within: arm.name,
  ...(otherNetwork ? {} : { isTwin: true }),
})
