/** Flags of `bench` and `plan` that only some providers understand: read here, refused elsewhere where they do not fit. */
import { InvalidArgumentError, type Command } from 'commander'
import type { ProviderOptions } from '../providers/provider.ts'

/** What flags that were not given mean. */
export const NO_PROVIDER_FLAGS: ProviderOptions = {
  meshValues: {},
  keep: false,
  allowEgress: false,
  installMeshes: false,
}

/** As commander collects them, among the others. */
export type WrittenProviderFlags = Partial<ProviderOptions>

/** @param fromUser makes a path absolute from the folder the user was in */
export function withProviderFlags(command: Command, fromUser: (path: string) => string): Command {
  return command
    .optionsGroup('With --provider kind:')
    .option('--node-image <name>', 'node image with its tag, in place of the pinned one')
    .option('--images <folder>', 'image archives (*.tar) for every node; nothing is pulled then', fromUser)
    .option('--charts <folder>', 'Helm charts (name-version.tgz), in place of their repositories', fromUser)
    .option(
      '--mesh-values <datapath=file>',
      "Helm values put over a datapath's own; again, or with commas, for several",
      (text, before: ProviderOptions['meshValues'] | undefined) => addValues(before ?? {}, text, fromUser),
    )
    .option('--keep', 'leave the clusters for the next run, and use those that an earlier one left')
    .option('--allow-egress', 'let clusters reach beyond this machine')
    .optionsGroup('With --provider kubeconfig:')
    .option('--context <name>', 'context to run in; it is never chosen for you')
    .option('--kubeconfig <file>', 'in place of KUBECONFIG or ~/.kube/config', fromUser)
    .option(
      '--workload-image <image>',
      'image of services and client with its tag, which the cluster can pull',
    )
    .option('--install-meshes', 'install the meshes asked for, and remove them again; takes --charts too')
}

/** The providers' flags, and all the others. */
export function splitProviderFlags<Written extends WrittenProviderFlags>(written: Written) {
  const { nodeImage, images, charts, meshValues, keep, allowEgress, ...others } = written
  const { context, kubeconfig, workloadImage, installMeshes, ...flags } = others
  const kind = { nodeImage, images, charts, meshValues, keep, allowEgress }
  const given = Object.entries({ ...kind, context, kubeconfig, workloadImage, installMeshes })
  const providerOptions: ProviderOptions = {
    ...NO_PROVIDER_FLAGS,
    ...Object.fromEntries(given.filter(([, value]) => value !== undefined)),
  }
  return { providerOptions, flags }
}

/** "istio-sidecar=mine.yaml,cilium=other.yaml": files by datapath, in the order they were given. */
function addValues(
  before: ProviderOptions['meshValues'],
  text: string,
  fromUser: (path: string) => string,
): ProviderOptions['meshValues'] {
  const values = new Map(Object.entries(before))
  for (const part of listOf(text)) {
    const [, datapath, file] = /^([a-z][a-z0-9-]*)=(.+)$/.exec(part) ?? []
    if (datapath === undefined || file === undefined)
      throw new InvalidArgumentError('It must be DATAPATH=FILE, such as istio-sidecar=values.yaml.')
    values.set(datapath, [...(values.get(datapath) ?? []), fromUser(file)])
  }
  return Object.fromEntries(values)
}

/** What stands between commas. */
export const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
