/** Flags that providers kind and kubeconfig share, and the types of flags that only these two have. */
import { resolve } from 'node:path'
import { UsageError } from '../../errors.ts'
import { findDatapath, unknownDatapath } from '../../scenario/datapath-names.ts'
import { existingPath, pathFlag, type Flag, type FlagContext } from '../flag.ts'

export const CHARTS = pathFlag(
  '--charts <folder>',
  'Helm charts (name-version.tgz), in place of their repositories',
  'folder',
  'Helm charts (name-version.tgz)',
)

/** Values files by datapath, in the order they were given. */
export type MeshValues = Record<string, string[]>

export const MESH_VALUES: Flag<MeshValues> = {
  usage: '--mesh-values <datapath=file>',
  description: "Helm values that override a datapath's own; repeat it, or separate with commas, for several",
  read(typed, context) {
    const values: MeshValues = {}
    for (const pair of (typed ?? [])
      .flatMap((text) => text.split(','))
      .filter((text) => text.trim() !== '')) {
      const { datapath, file } = readPair(pair.trim(), context)
      values[datapath] = [...(values[datapath] ?? []), file]
    }
    return values
  },
}

function readPair(pair: string, { folder, datapaths }: FlagContext): { datapath: string; file: string } {
  const [, name, file] = /^([a-z][a-z0-9-]*)=(.+)$/.exec(pair) ?? []
  if (name === undefined || file === undefined)
    throw new UsageError(
      `--mesh-values ${pair} is not a datapath with a file`,
      'It must be DATAPATH=FILE, such as istio-sidecar=values.yaml; nothing has been started',
    )
  const datapath = findDatapath(name, datapaths.here)?.name
  if (datapath === undefined)
    throw new UsageError(
      `--mesh-values names ${unknownDatapath(name, datapaths)}`,
      'it takes DATAPATH=FILE; nothing has been started',
    )
  return {
    datapath,
    file: existingPath(`--mesh-values ${name}`, resolve(folder, file), 'file', 'Helm values'),
  }
}

/** A reference as registries take it (distribution/reference): registry with port, path, tag, digest. */
const REFERENCE =
  /^([\w.-]+(:\d+)?\/)?[a-z\d]+([._-]+[a-z\d]+)*(\/[a-z\d]+([._-]+[a-z\d]+)*)*(:\w[\w.-]{0,127})?(@sha256:[\da-f]{64})?$/

/** The official image, pinned: what a scenario with a database runs unless --database-image names another one. */
export const DATABASE_IMAGE = 'docker.io/library/postgres:17.6-bookworm'

/** A flag for an image with a tag or digest. An unpinned image can change during a run, and nobody can repeat that run. */
export const pinnedImageFlag = (usage: string, description: string): Flag<string | undefined> => ({
  usage,
  description,
  read(typed) {
    const image = typed?.at(-1)
    if (image === undefined) return image
    const flag = usage.split(' ')[0]!
    if (!REFERENCE.test(image))
      throw new UsageError(
        `${flag} ${JSON.stringify(image)} is not a valid image name`,
        'write REGISTRY/NAME:TAG in lower case, such as registry.example/hopbench/workload:v1; nothing has been started',
      )
    if (/@sha256:[0-9a-f]{64}$/.test(image)) return image
    // A colon before the last slash belongs to the registry's port.
    const [, tag] = /:([^/]+)$/.exec(image) ?? []
    if (tag !== undefined && tag !== 'latest') return image
    throw new UsageError(
      tag === undefined
        ? `${flag} ${image} has no tag`
        : `${flag} ${image} is not pinned: latest is whatever was pushed last`,
      `name a version, such as ${image.replace(/:latest$/, '')}:v1.33.4, or a digest; nothing has been started`,
    )
  },
})
