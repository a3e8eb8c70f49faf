/** Whether the flags of single providers fit the run: checked before anything is started. */
import { statSync, type Stats } from 'node:fs'
import { UsageError } from '../errors.ts'
import type { ProviderOptions } from '../providers/provider.ts'
import { findDatapath, unknownDatapath, type KnownDatapaths } from '../scenario/datapath-names.ts'

interface Flag {
  name: string
  isGiven(options: ProviderOptions): boolean
  provider: 'kind' | 'kubeconfig'
  /** Of use wherever meshes are installed: with kubeconfig that has to be asked for. */
  isForInstalling?: true
}

const FLAGS: Flag[] = [
  { name: '--node-image', provider: 'kind', isGiven: ({ nodeImage }) => nodeImage !== undefined },
  { name: '--images', provider: 'kind', isGiven: ({ images }) => images !== undefined },
  {
    name: '--charts',
    provider: 'kind',
    isForInstalling: true,
    isGiven: ({ charts }) => charts !== undefined,
  },
  {
    name: '--mesh-values',
    provider: 'kind',
    isForInstalling: true,
    isGiven: ({ meshValues }) => Object.keys(meshValues).length > 0,
  },
  { name: '--keep', provider: 'kind', isGiven: ({ keep }) => keep },
  { name: '--allow-egress', provider: 'kind', isGiven: ({ allowEgress }) => allowEgress },
  { name: '--context', provider: 'kubeconfig', isGiven: ({ context }) => context !== undefined },
  { name: '--kubeconfig', provider: 'kubeconfig', isGiven: ({ kubeconfig }) => kubeconfig !== undefined },
  {
    name: '--workload-image',
    provider: 'kubeconfig',
    isGiven: ({ workloadImage }) => workloadImage !== undefined,
  },
  { name: '--install-meshes', provider: 'kubeconfig', isGiven: ({ installMeshes }) => installMeshes },
]

/**
 * The options with datapaths under their own names.
 * @throws UsageError for a flag of another provider, a file that is not there, an image without a version, a datapath
 * that is none, and for a cluster that nobody named.
 */
export function checkProviderOptions(options: ProviderOptions, known: KnownDatapaths): ProviderOptions {
  for (const flag of FLAGS) if (flag.isGiven(options)) refuseIfForeign(flag, options, known.provider)
  if (known.provider === 'kubeconfig' && !options.context)
    throw new UsageError(
      '--provider kubeconfig needs --context: hopbench never takes the current context by itself',
      'name the cluster to run in, as `kubectl config get-contexts` lists it; nothing has been started',
    )
  for (const [flag, image] of [
    ['--node-image', options.nodeImage],
    ['--workload-image', options.workloadImage],
  ] as const)
    if (image !== undefined) refuseIfUnpinned(flag, image)
  if (options.images !== undefined) expectAt('--images', options.images, 'folder', 'image archives')
  if (options.charts !== undefined)
    expectAt('--charts', options.charts, 'folder', 'Helm charts (name-version.tgz)')
  if (options.kubeconfig !== undefined)
    expectAt('--kubeconfig', options.kubeconfig, 'file', 'clusters and contexts')
  return { ...options, meshValues: checkedValues(options.meshValues, known) }
}

function refuseIfForeign({ name, provider, isForInstalling }: Flag, options: ProviderOptions, here: string) {
  if (provider === here) return
  if (isForInstalling && here === 'kubeconfig') {
    if (options.installMeshes) return
    throw new UsageError(
      `${name} belongs to --provider kind, and to kubeconfig with --install-meshes`,
      `add --install-meshes, or leave ${name} out; nothing has been started`,
    )
  }
  throw new UsageError(
    `${name} belongs to --provider ${provider}, and this run is on ${here}`,
    `add --provider ${provider}, or leave ${name} out; nothing has been started`,
  )
}

/** What a name without a version means changes under a run's feet, and nobody can repeat it. */
function refuseIfUnpinned(flag: string, image: string): void {
  if (/@sha256:[0-9a-f]{64}$/.test(image)) return
  // A colon before the last slash is a registry's port.
  const [, tag] = /:([^/]+)$/.exec(image) ?? []
  if (tag !== undefined && tag !== 'latest') return
  throw new UsageError(
    tag === undefined ? `${flag} ${image} has no tag` : `${flag} ${image} is whatever was built last`,
    `name a version, such as ${image.replace(/:latest$/, '')}:v1.33.4, or a digest; nothing has been started`,
  )
}

function expectAt(flag: string, path: string, kind: 'file' | 'folder', of: string): void {
  const found: Stats | undefined = statSync(path, { throwIfNoEntry: false })
  if (kind === 'file' ? found?.isFile() : found?.isDirectory()) return
  throw new UsageError(
    found === undefined ? `${flag} ${path} does not exist` : `${flag} ${path} is not a ${kind}`,
    `it must be a ${kind} of ${of}; nothing has been started`,
  )
}

function checkedValues(values: ProviderOptions['meshValues'], known: KnownDatapaths) {
  const checked = new Map<string, string[]>()
  for (const [word, files] of Object.entries(values)) {
    const datapath = findDatapath(word, known.here)?.name
    if (datapath === undefined)
      throw new UsageError(
        `--mesh-values names ${unknownDatapath(word, known)}`,
        'it takes DATAPATH=FILE; nothing has been started',
      )
    for (const file of files) expectAt(`--mesh-values ${word}`, file, 'file', 'Helm values')
    checked.set(datapath, [...(checked.get(datapath) ?? []), ...files])
  }
  return Object.fromEntries(checked)
}
