/** Every mesh that is shipped, and what is known of its datapaths before they run. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { hueSchema, type Fidelity, type Hue } from '../../../results/record/descriptor.ts'
import type { NeedName } from '../../../system/needs.ts'
import type { DatapathDescription } from '../../provider.ts'
import { NOT_YET_RUN, productOf } from './known-before.ts'
import { loadMesh, type LoadedMesh } from './load-mesh.ts'
import type { Mesh, MeshDatapath } from './schema.ts'

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

/**
 * All datapaths of these meshes. "As shipped" is claimed only of one that runs, once its images have been seen.
 * @param emulations a datapath that says no colour, rivals or whether it is quick takes them from the one that models it
 * @param needsOf what a machine must have for a datapath where it is to run
 */
export const datapathDescriptions = (
  meshes: readonly LoadedMesh[],
  emulations: readonly DatapathDescription[],
  needsOf: (mesh: Mesh, datapath: MeshDatapath) => NeedName[],
): DatapathDescription[] =>
  meshes.flatMap((mesh) =>
    mesh.datapaths.map((datapath) => {
      const { name, title, label, noun, family, modelledBy, capability } = datapath
      const emulation = emulations.find((candidate) => candidate.name === modelledBy)
      return {
        ...{ name, title, label, noun, family },
        hue: datapath.hue ?? emulation?.hue ?? spareHue(name),
        modelledBy: modelledBy ?? null,
        needs: needsOf(mesh, datapath),
        capability,
        fidelity: fidelityOf(mesh, datapath),
        rivals: datapath.rivals ?? emulation?.rivals ?? [],
        quick: datapath.quick ?? emulation?.quick ?? false,
      }
    }),
  )

/** A colour by the datapath's name: the same in every run. */
function spareHue(name: string): Hue {
  const hues = hueSchema.options
  return hues[Buffer.from(name).reduce((sum, byte) => sum + byte, 0) % hues.length]!
}

/** The fidelity before anything runs. */
const fidelityOf = (mesh: Mesh, datapath: MeshDatapath): Fidelity => ({
  level: 'modified',
  ours: false,
  models: datapath.models,
  product: productOf(mesh, datapath),
  same: datapath.same,
  missing: datapath.notYetRun ? [NOT_YET_RUN, ...datapath.missing] : datapath.missing,
})
