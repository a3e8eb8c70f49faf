/** Flags of provider kubeconfig. */
import { UsageError } from '../../../errors.ts'
import {
  flagName,
  pathFlag,
  readOptions,
  switchFlag,
  textFlag,
  type FlagContext,
  type OptionsOf,
  type TypedFlags,
} from '../../flag.ts'
import { kubeconfigFiles, loadKubeconfig } from '../api/kubeconfig-files.ts'
import { CHARTS, MESH_VALUES, pinnedImageFlag } from '../flags.ts'

export const KUBECONFIG_FLAGS = {
  context: textFlag('--context <name>', 'context to run in; it is never chosen for you'),
  kubeconfig: pathFlag(
    '--kubeconfig <file>',
    'in place of KUBECONFIG or ~/.kube/config',
    'file',
    'clusters and contexts',
  ),
  workloadImage: pinnedImageFlag(
    '--workload-image <image>',
    'image of services and client with its tag, which the cluster can pull',
  ),
  installMeshes: switchFlag(
    '--install-meshes',
    'install the meshes asked for, and remove them again; --charts and --mesh-values need it',
  ),
  charts: CHARTS,
  meshValues: MESH_VALUES,
}

export interface KubeconfigOptions extends Omit<OptionsOf<typeof KUBECONFIG_FLAGS>, 'kubeconfig'> {
  context: string
  /** The files that kubectl would read, unless another was named. */
  kubeconfig: string[]
}

/** @throws UsageError for a value that cannot be used, a context that nobody named or that is not there, and charts that would not be installed */
export function kubeconfigOptions(typed: TypedFlags, flagContext: FlagContext): KubeconfigOptions {
  const { context, kubeconfig, ...options } = readOptions(KUBECONFIG_FLAGS, typed, flagContext)
  if (!context)
    throw new UsageError(
      '--provider kubeconfig needs --context: hopbench never takes the current context by itself',
      'name the cluster to run in, as `kubectl config get-contexts` lists it; nothing has been started',
    )
  const idle = [CHARTS, MESH_VALUES].map(flagName).find((flag) => typed[flag] !== undefined)
  if (idle !== undefined && !options.installMeshes)
    throw new UsageError(
      `${idle} is for meshes that hopbench installs, and --provider kubeconfig takes those that are there`,
      `add --install-meshes, or leave ${idle} out; nothing has been started`,
    )
  const files = kubeconfigFiles(kubeconfig)
  loadKubeconfig(files, context)
  return { ...options, context, kubeconfig: files }
}
