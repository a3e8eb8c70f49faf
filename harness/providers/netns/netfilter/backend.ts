/** Which of the two iptables in Linux holds the rules: nf_tables, as on current Kubernetes nodes, or the legacy one. */
import { join } from 'node:path'
import { UnavailableError } from '../../../errors.ts'
import { inNetns } from '../../../system/network-namespace.ts'
import { run, tryRun } from '../../../system/command.ts'

export type Backend = 'nft' | 'legacy'

/** 10,000 services load in 1.5 s on two cores; 30,000 on a slow and busy machine must still get there. */
const LOAD_TIMEOUT_MS = 300_000

/**
 * nf_tables where it is installed, as on current Kubernetes nodes, else legacy. Never chosen by what loads faster: all arms of
 * a run have the same one, or a comparison would hold a difference nobody asked about.
 */
export async function chooseBackend(): Promise<Backend> {
  for (const backend of ['nft', 'legacy'] as const)
    if ((await tryRun(`iptables-${backend}`, ['--version'])) !== null) return backend
  throw new UnavailableError('there is no iptables here', 'install it: apt-get install iptables')
}

/** iptables of one network namespace. */
export interface Iptables {
  backend: Backend
  /** "iptables v1.8.9 (nf_tables)". */
  version(): Promise<string>
  /**
   * Replaces the tables named in the text. kube-proxy and Istio add to them (`--noflush`), which in an empty namespace ends
   * in the same rules, but takes nf_tables 5 to 18 s for 10,000 services.
   */
  restore(ruleset: string): Promise<void>
  /** One table with its counters. */
  save(table: 'nat' | 'filter'): Promise<string>
}

/** @param runtimeDir holds the lock of the legacy backend, whose usual file is shared by all namespaces and the host. */
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
