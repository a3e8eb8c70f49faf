/** Linux has two iptables backends: nf_tables, as on current Kubernetes nodes, and legacy. This file chooses and runs one. */
import { join } from 'node:path'
import { UnavailableError } from '../../../errors.ts'
import { inNetns } from '../../../system/network-namespace.ts'
import { run, tryRun } from '../../../system/command.ts'
import type { OnceARun } from '../node/once-a-run.ts'

export type Backend = 'nft' | 'legacy'

/** 10,000 services load in 1.5 s on two cores. 30,000 services must still load on a slow and busy machine. */
const LOAD_TIMEOUT_MS = 300_000

/**
 * Chooses nf_tables where it is installed, as on current Kubernetes nodes, otherwise legacy. The choice does not depend on the
 * arm, and is made once a run: if arms had different backends, their comparison would contain the difference of the backends.
 */
export const chooseBackend = ({ onceARun }: { onceARun: OnceARun }): Promise<Backend> =>
  onceARun('backend of iptables', firstInstalled)

async function firstInstalled(): Promise<Backend> {
  for (const backend of ['nft', 'legacy'] as const)
    if ((await tryRun(`iptables-${backend}`, ['--version'])) !== null) return backend
  throw new UnavailableError('iptables is not installed', 'install it: apt-get install iptables')
}

/** Runs iptables in one network namespace. */
export interface Iptables {
  backend: Backend
  /** Version and backend: "iptables v1.8.9 (nf_tables)". */
  version(): Promise<string>
  /**
   * Replaces the tables named in the text. kube-proxy and Istio add to the tables instead (`--noflush`). In an empty namespace
   * the resulting rules are the same, but with `--noflush` nf_tables takes 5 to 18 s for 10,000 services.
   */
  restore(ruleset: string): Promise<void>
  /** The text of one table with its counters. */
  save(table: 'nat' | 'filter'): Promise<string>
}

/** @param runtimeDir folder for the lock file of the legacy backend; all namespaces and the host would share the default file */
export function iptablesIn(netns: string, backend: Backend, runtimeDir: string): Iptables {
  const inside = (args: string[], input = '') =>
    run(...inNetns(netns, args), {
      input,
      env: { XTABLES_LOCKFILE: join(runtimeDir, 'xtables.lock') },
      timeoutMs: LOAD_TIMEOUT_MS,
    })
  return {
    backend,
    version: async () => (await inside([`iptables-${backend}`, '--version'])).trim(),
    restore: async (ruleset) => {
      await inside([`iptables-${backend}-restore`, '--counters', '--wait=60'], ruleset)
    },
    save: (table) => inside([`iptables-${backend}-save`, '--counters', '--table', table]),
  }
}
