/** Names that a mesh cannot use, because the meshes in the folders beside it have them. */
import { readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { UsageError } from '../../../errors.ts'
import { loadMesh } from './load-mesh.ts'

/** Each such datapath with its mesh. A mesh with problems of its own is left out: it is another file's matter. */
export function datapathsBeside(folder: string): Map<string, string> {
  const parent = dirname(folder)
  const others = readdirSync(parent, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && entry.name !== basename(folder),
  )
  return new Map(
    others.flatMap(({ name }) => {
      try {
        const mesh = loadMesh(join(parent, name))
        return mesh.datapaths.map((datapath): [string, string] => [datapath.name, mesh.name])
      } catch (error) {
        if (error instanceof UsageError) return []
        throw error
      }
    }),
  )
}
