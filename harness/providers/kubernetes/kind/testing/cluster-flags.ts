/** For tests of clusters: flags of `bench` that this machine needs, from HOPBENCH_CLUSTER_FLAGS. Without it, a registry's. */
import { readCommandLine } from '../../../../cli/command-line.ts'
import type { ProviderOptions } from '../../../provider.ts'

/** As they are typed: "--node-image my/node:v1.33.4 --images /srv/images --charts /srv/charts". */
export const clusterFlags = (): string[] =>
  (process.env['HOPBENCH_CLUSTER_FLAGS'] ?? '').split(/\s+/).filter(Boolean)

/** The same as the provider is given them. */
export function clusterOptions(): ProviderOptions {
  const typed = readCommandLine(['bench', '--provider', 'kind', ...clusterFlags()])
  if (typed.command !== 'bench') throw new Error('HOPBENCH_CLUSTER_FLAGS holds more than flags of bench')
  return typed.flags.providerOptions
}
