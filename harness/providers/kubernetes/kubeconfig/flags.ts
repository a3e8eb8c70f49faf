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
  context: textFlag('--context <name>', 'context to run in; hopbench never chooses one itself'),
  kubeconfig: pathFlag(
    '--kubeconfig <file>',
    'in place of KUBECONFIG or ~/.kube/config',
    'file',
    'clusters and contexts',
  ),
  workloadImage: pinnedImageFlag(
    '--workload-image <image>',
    'image of services and client, with its tag; the cluster must be able to pull it',
  ),
  installMeshes: switchFlag(
    '--install-meshes',
    'install the meshes of the run, and remove them again; --charts and --mesh-values need it',
  ),
  charts: CHARTS,
  meshValues: MESH_VALUES,
}

export interface KubeconfigOptions extends Omit<OptionsOf<typeof KUBECONFIG_FLAGS>, 'kubeconfig'> {
  context: string
  /** The files that kubectl would read, unless --kubeconfig names one. */
  kubeconfig: string[]
}

/** @throws UsageError for a value that cannot be used, a missing or unknown context, and --charts or --mesh-values without --install-meshes */
export function kubeconfigOptions(typed: TypedFlags, flagContext: FlagContext): KubeconfigOptions {
  const { context, kubeconfig, ...options } = readOptions(KUBECONFIG_FLAGS, typed, flagContext)
  if (!context)
    throw new UsageError(
      '--provider kubeconfig needs --context: hopbench never uses the current context by itself',
      'name the cluster to run in, as `kubectl config get-contexts` lists it; nothing has been started',
    )
  const unused = [CHARTS, MESH_VALUES].map(flagName).find((flag) => typed[flag] !== undefined)
  if (unused !== undefined && !options.installMeshes)
    throw new UsageError(
      `${unused} is for meshes that hopbench installs, but --provider kubeconfig measures the installed ones`,
      `add --install-meshes, or leave ${unused} out; nothing has been started`,
    )
  const files = kubeconfigFiles(kubeconfig)
  loadKubeconfig(files, context)
  return { ...options, context, kubeconfig: files }
}
