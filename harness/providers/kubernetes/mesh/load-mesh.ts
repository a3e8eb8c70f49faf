/** Loads and checks a mesh from a folder of `clusters/meshes`. Reports all problems of its mesh.yaml in one message. */
import { basename, dirname, join, relative } from 'node:path'
import { parseChecked } from '../../../yaml/parse-checked.ts'
import { writtenText } from '../../../yaml/written-text.ts'
import { checkMesh } from './check-mesh.ts'
import { meshSchema, type Mesh } from './schema.ts'

/** A mesh and the folder of its files. */
export interface LoadedMesh extends Mesh {
  folder: string
}

/**
 * Reads and checks `<folder>/mesh.yaml` and the files it names.
 * @param taken names of datapaths of other meshes, each with its mesh
 * @throws UsageError with `file:line:column path message` and the line itself for each problem
 */
export function loadMesh(folder: string, taken: ReadonlyMap<string, string> = new Map()): LoadedMesh {
  const file = join(folder, 'mesh.yaml')
  const text = writtenText(
    file,
    `the mesh ${basename(folder)}`,
    'every folder of clusters/meshes holds a mesh.yaml; clusters/README.md explains how to write one',
  )
  return parseMesh(folder, text, taken)
}

/** As loadMesh, with `text` in place of the folder's mesh.yaml. */
export function parseMesh(
  folder: string,
  text: string,
  taken: ReadonlyMap<string, string> = new Map(),
): LoadedMesh {
  const mesh = parseChecked(relative('.', join(folder, 'mesh.yaml')), text, {
    what: 'mesh',
    advice: 'clusters/README.md and clusters/mesh.schema.json describe every field; nothing has been started',
    schema: meshSchema,
    check: (value) =>
      checkMesh(value, { folder, clustersFolder: dirname(dirname(folder)), takenDatapaths: taken }),
  })
  return { ...mesh, folder }
}
