/** Reads Kubernetes objects from the manifests of a mesh and fills in their placeholders. */
import { join } from 'node:path'
import { readBytes, type Bounds } from '../../../system/bounded-bytes.ts'
import { readPlainYaml } from '../../../yaml/plain-yaml.ts'
import type { Manifest } from '../api/manifest.ts'
import { fillAll } from './fill.ts'
import type { MeshDatapath } from './schema.ts'

const IN_FOLDER = 'a mesh names files of its own folder'

const OF_MANIFEST: Bounds = {
  // The largest that products publish are the definitions of the Gateway API, with some 1 MB.
  mostBytes: 8 * 2 ** 20,
  tooLarge: 'split the file, and name all parts',
  folder: IN_FOLDER,
  device: IN_FOLDER,
}

/**
 * The objects of one file with unfilled placeholders.
 * @throws Error with line and column where the file is not YAML; UsageError where it is no file, or too large
 */
export function readManifest(path: string): unknown[] {
  const { documents, lines, faults } = readPlainYaml(
    readBytes(path, OF_MANIFEST)
      .toString('utf8')
      .replace(/^\uFEFF/, ''),
  )
  const [fault] = faults
  if (fault) {
    const { line, col } = lines.linePos(fault.offset)
    throw new Error(`line ${line}, column ${col} ${fault.message}`)
  }
  return documents
    .map((document): unknown => document.toJS({ maxAliasCount: -1 }))
    .filter((object) => object !== null)
}

/** The objects of these files, in order, with their placeholders filled in. */
export const filledManifests = (
  folder: string,
  files: readonly string[],
  values: Record<string, unknown> = {},
): Manifest[] =>
  files.flatMap((file) =>
    readManifest(join(folder, file)).map((object) => fillAll(object, values) as Manifest),
  )

/** The entry of an otherwise empty list: some meshes read a list without entries as "everybody may call". */
const NOBODY = { caller: 'nobody', callerNamespace: 'nowhere' }

/** The value of `{allowed}` in a policy manifest: a list with one entry for each service that may call. */
export const allowedList = (
  { allowedAs }: MeshDatapath,
  callers: readonly { caller: string; callerNamespace: string }[],
): unknown[] => (callers.length > 0 ? callers : [NOBODY]).map((values) => fillAll(allowedAs, values))
