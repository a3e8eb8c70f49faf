/** Every mesh that is shipped, and what is known of its datapaths before they run. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Fidelity } from '../../../results/record.ts'
import type { DatapathDescription } from '../../provider.ts'
import { NOT_YET_RUN } from '../arm/fidelity.ts'
import { loadMesh, type LoadedMesh } from './load-mesh.ts'
import type { MeshDatapath } from './schema.ts'

export const MESHES_FOLDER = join(import.meta.dirname, '..', '..', '..', '..', 'clusters', 'meshes')

/**
 * Reads and checks each folder of `folder`, by name.
 * @throws UsageError with the problems of the first that has some
 */
export function loadMeshes(folder = MESHES_FOLDER): LoadedMesh[] {
  const taken = new Map<string, string>()
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
    .map((name) => {
      const mesh = loadMesh(join(folder, name), taken)
      for (const datapath of mesh.datapaths) taken.set(datapath.name, mesh.name)
      return mesh
    })
}

/** All datapaths of these meshes. "As shipped" is claimed only of one that runs, once its images have been seen. */
export const datapathDescriptions = (meshes: readonly LoadedMesh[]): DatapathDescription[] =>
  meshes
    .flatMap(({ datapaths }) => datapaths)
    .map((datapath) => ({
      name: datapath.name,
      title: datapath.title,
      ...(datapath.modelledBy !== undefined && { modelledBy: datapath.modelledBy }),
      capability: datapath.capability,
      fidelity: fidelityOf(datapath),
    }))

/** The fidelity before anything runs. */
export const fidelityOf = ({ models, same, missing, notYetRun }: MeshDatapath): Fidelity => ({
  level: 'modified',
  ours: false,
  models,
  same,
  missing: notYetRun ? [NOT_YET_RUN, ...missing] : missing,
})
