/** Plans which arms share a cluster, and adds the arms that a comparison needs in each cluster. Pure. */
import { createHash } from 'node:crypto'
import { BASELINE } from '../../../scenario/arms.ts'
import { armSchema, type ArmSpec } from '../../../scenario/schema.ts'
import type { LoadedMesh } from '../mesh/load-mesh.ts'
import type { MeshDatapath } from '../mesh/schema.ts'

export interface ClusterPlan {
  /** Short name of the installed mesh: "istio". "plain" where no mesh is installed. */
  group: string
  mesh: LoadedMesh
  datapath: MeshDatapath
  /** Values files by release, besides those that each release has itself. */
  values: Record<string, string[]>
  /** The user's values files, which override those of the mesh. */
  userValues: string[]
  /** Values files by release that override all others, even the user's, because they define the arm: what it makes visible. */
  overridingValues: Record<string, string[]>
  fillerServices: number
  /** Names of the arms in this cluster. */
  arms: string[]
}

type Found = { mesh: LoadedMesh; datapath: MeshDatapath }

/** @throws Error for a datapath that no mesh has, which the check of the scenario excludes */
export function findMeshDatapath(meshes: readonly LoadedMesh[], name: string): Found {
  for (const mesh of meshes) {
    const datapath = mesh.datapaths.find((candidate) => candidate.name === name)
    if (datapath) return { mesh, datapath }
  }
  throw new Error(`no mesh has a datapath ${name}: the scenario was not checked`)
}

/** The meshes of these arms, without duplicates. */
export const meshesOf = (
  arms: readonly Pick<ArmSpec, 'datapath'>[],
  meshes: readonly LoadedMesh[],
): LoadedMesh[] => [...new Set(arms.map(({ datapath }) => findMeshDatapath(meshes, datapath).mesh))]

/** The clusters for these arms, in the order of their first arms. */
export function planClusters(
  arms: readonly ArmSpec[],
  meshes: readonly LoadedMesh[],
  meshValues: Record<string, string[]>,
): ClusterPlan[] {
  const plans = new Map<string, ClusterPlan>()
  for (const arm of arms) {
    const host = arms.find(({ name }) => name === arm.within) ?? arm
    const plan = planFor(host, meshes, meshValues)
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
    overridingValues: arm.seeing === undefined ? {} : (datapath.seeing[arm.seeing]?.values ?? {}),
    fillerServices: arm.fillerServices,
    arms: [],
  }
}

/** Whether a mesh installs nothing. */
export const isPlain = ({ releases, manifests, after }: LoadedMesh): boolean =>
  releases.length + manifests.length + after.length === 0

/** Everything that distinguishes clusters. Fillers fill the service tables of the whole cluster, so each number of fillers has its own cluster. */
const keyOf = ({ mesh, values, userValues, overridingValues, fillerServices }: ClusterPlan): string =>
  JSON.stringify([
    mesh.cluster,
    isPlain(mesh) ? [] : [mesh.name, values, userValues, overridingValues],
    mesh.prepareNode,
    fillerServices,
  ])

/** A hash that equal clusters share, so that a kept cluster can be found again. @param contents what nodes and pods are made of */
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
 * Adds a plain chain, one that avoids the mesh, to every cluster but the plain one. Where the mesh does not change the cluster's
 * network, this chain is a further baseline: the mesh is compared with it, and the spread of the baselines between clusters shows
 * the noise. A mesh that owns the network carries this chain too, so the chain is an arm of its own, and both are compared with
 * the baseline of the plain cluster.
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
