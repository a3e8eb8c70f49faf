/** Kubernetes objects from the manifests of a mesh, filled in for a namespace or a service. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readPlainYaml } from '../../../yaml/plain-yaml.ts'
import type { Manifest } from '../api/manifest.ts'
import { fillAll } from './fill.ts'
import type { MeshDatapath } from './schema.ts'

/** The objects of one file as they are written, with values. @throws Error where it is not YAML, with line and column */
export function readManifest(path: string): unknown[] {
  const { documents, lines, faults } = readPlainYaml(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''))
  const [fault] = faults
  if (fault) {
    const { line, col } = lines.linePos(fault.offset)
    throw new Error(`line ${line}, column ${col} ${fault.message}`)
  }
  return documents
    .map((document): unknown => document.toJS({ maxAliasCount: -1 }))
    .filter((object) => object !== null)
}

/** The objects of these files, in order, with their values filled in. */
export const filledManifests = (
  folder: string,
  files: readonly string[],
  values: Record<string, unknown> = {},
): Manifest[] =>
  files.flatMap((file) =>
    readManifest(join(folder, file)).map((object) => fillAll(object, values) as Manifest),
  )

/** Where nobody may call, a list without entries would be read by some as "anybody". */
const NOBODY = { caller: 'nobody', callerNamespace: 'nowhere' }

/** What `{allowed}` stands for in a policy's manifest: one entry for each service that may call. */
export const allowedList = (
  { allowedAs }: MeshDatapath,
  callers: readonly { caller: string; callerNamespace: string }[],
): unknown[] => (callers.length > 0 ? callers : [NOBODY]).map((values) => fillAll(allowedAs, values))
