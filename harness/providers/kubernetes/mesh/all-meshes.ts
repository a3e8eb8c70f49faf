/** Loads the shipped meshes, and describes their datapaths as far as they are known before a run. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { hueSchema, type Fidelity, type Hue } from '../../../results/record/descriptor.ts'
import type { NeedName } from '../../../system/needs.ts'
import { seeingSchema, type Seeing } from '../../../scenario/schema.ts'
import type { DatapathDescription } from '../../provider.ts'
import { NOT_YET_RUN, productOf } from './known-before.ts'
import { loadMesh, type LoadedMesh } from './load-mesh.ts'
import { enforcingOf } from './enforcement-point.ts'
import type { Mesh, MeshDatapath } from './schema.ts'
import { usualSeeing } from './sights.ts'

export const MESHES_FOLDER = join(import.meta.dirname, '..', '..', '..', '..', 'clusters', 'meshes')

/**
 * Reads and checks each subfolder of `folder`, in the order of their names.
 * @throws UsageError with the problems of the first mesh that has any
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
 * Describes all datapaths of these meshes. None is called "as shipped" yet: that takes the images of a running mesh.
 * @param emulations datapaths of netns; a datapath without `hue`, `rivals` or `quick` takes them from the one that emulates it
 * @param needsOf what a datapath needs of the machine
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
        seeing: seeingOf(datapath),
        ...enforcingOf(datapath),
      }
    }),
  )

/** The first is what it does without being asked. */
const seeingOf = (datapath: MeshDatapath): Seeing[] => [
  ...new Set<Seeing>([
    usualSeeing(datapath),
    ...seeingSchema.options.filter((one) => datapath.seeing[one] !== undefined),
  ]),
]

/** A colour computed from the datapath's name, so that it is the same in every run. */
function spareHue(name: string): Hue {
  const hues = hueSchema.options
  return hues[Buffer.from(name).reduce((sum, byte) => sum + byte, 0) % hues.length]!
}

/** The fidelity of a datapath that is not running yet. */
const fidelityOf = (mesh: Mesh, datapath: MeshDatapath): Fidelity => ({
  level: 'modified',
  ours: false,
  models: datapath.models,
  product: productOf(mesh, datapath),
  same: datapath.same,
  missing: datapath.notYetRun ? [NOT_YET_RUN, ...datapath.missing] : datapath.missing,
})
