/** For cluster tests: the flags of `bench` that this machine needs, from HOPBENCH_CLUSTER_FLAGS. Without them images come from a registry. */
import { readCommandLine } from '../../../../cli/command-line.ts'
import { readOptions, type FlagContext, type TypedFlags } from '../../../flag.ts'
import type { ConfiguredProvider } from '../../../provider.ts'
import { KIND_FLAGS, type KindOptions } from '../flags.ts'
import { kind } from '../index.ts'

/** Without emulations, because these tests do not need them. */
export const kindForTests = kind([])

const CONTEXT: FlagContext = {
  folder: process.cwd(),
  datapaths: { provider: kindForTests.name, here: kindForTests.datapaths, elsewhere: [] },
}

/** The flags as typed: "--node-image my/node:v1.33.4 --images /srv/images --charts /srv/charts". */
export const clusterFlags = (): string[] =>
  (process.env['HOPBENCH_CLUSTER_FLAGS'] ?? '').split(/\s+/).filter(Boolean)

function typedFlags(): TypedFlags {
  const typed = readCommandLine(['bench', ...clusterFlags()], [kindForTests])
  if (typed.command !== 'bench') throw new Error('HOPBENCH_CLUSTER_FLAGS holds more than flags of bench')
  return typed.flags.providerFlags
}

/** The values of these flags. */
export const clusterOptions = (): KindOptions => readOptions(KIND_FLAGS, typedFlags(), CONTEXT)

/** The provider, configured with these flags as bench does it. */
export const configuredKind = (): ConfiguredProvider => kindForTests.configure(typedFlags(), CONTEXT)
