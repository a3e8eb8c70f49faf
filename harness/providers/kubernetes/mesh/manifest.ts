/** Manifests beside a mesh.yaml: read, filled in, as objects. */
import type { KubernetesObject } from '@kubernetes/client-node'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { fill } from './fill.ts'

/** Path of the folder that a mesh.yaml is in. */
export type MeshFolder = string

/** Objects of a file, its {words} filled in. The file was checked when its mesh was loaded. */
export function readManifest(folder: MeshFolder, file: string, words: Record<string, string>): KubernetesObject[] {
  const text = fill(readFileSync(join(folder, file), 'utf8'), words)
  return parseAllDocuments(text).flatMap((document) => {
    const object = document.toJS() as KubernetesObject | null
    return object === null ? [] : [object]
  })
}
