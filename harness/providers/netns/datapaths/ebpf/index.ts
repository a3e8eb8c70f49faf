/**
 * Datapath ebpf, our own after the model of Cilium: service addresses are translated at the socket; at each veth packets are
 * checked against the policy and redirected past the node's network stack.
 */
import { cgroupCpuUs } from '../../../../instruments/cpu/cgroup.ts'
import type { Cleanup } from '../../../../system/cleanup.ts'
import { killCgroup } from '../../../../system/cgroup2.ts'
import { tryRun } from '../../../../system/command.ts'
import type { InstalledDatapath, NetnsDatapath, NodeSite } from '../../datapath.ts'
import { claimsOf } from './claims.ts'
import { readCounters } from '../../bpf/counters.ts'
import { agentCgroup, startLoader, type AttachMode, type Loader } from '../../bpf/loader.ts'
import { MAP_MEMORY_SOURCE, mapMemoryBytes } from '../../bpf/map-memory.ts'
import { description } from './describe.ts'
import { flowSourceOf } from './flow-source.ts'
import { networkPolicySettings, policyOfNode } from '../../policy/node-policy.ts'
import { enforcedByMaps } from './policy/enforced.ts'
import { enforcementOf, type Enforcement } from './policy/enforcement.ts'
import { prove } from './proofs.ts'
import { seenOf } from './seen.ts'
import { tablesOf } from './tables.ts'

export const ebpf: NetnsDatapath = ebpfWith()

/** The datapath with a given attach mode, so that tests can try both. */
export function ebpfWith(attach: AttachMode = 'auto'): NetnsDatapath {
  return {
    description,
    namesResolveTo: 'vip',
    install: (site, cleanup) => installEbpf(site, cleanup, attach),
  }
}

export interface InstalledEbpf extends InstalledDatapath {
  loader: Loader
  enforcement: Enforcement
}

async function installEbpf(site: NodeSite, cleanup: Cleanup, attach: AttachMode): Promise<InstalledEbpf> {
  // All programs are detached when the loader ends. It is killed because a frozen loader would not read "quit".
  cleanup.defer(`eBPF loader of ${site.arm.name}`, () => killCgroup(agentCgroup(site)))
  const loader = await startLoader(site, attach)
  await loader.send(tablesOf(site))
  const enforcement = enforcementOf(site, loader)
  const policy = policyOfNode(site)
  if (policy) await enforcement.apply(policy)
  const { mode, libbpf } = await loader.ask('attached')
  const clang = await site.onceARun('version of clang', () => tryRun('clang', ['--version']))
  return {
    loader,
    enforcement,
    settings: {
      'tc programs attached by': mode,
      'flow events': site.arm.seeing !== 'nothing' ? 'on, reader wakes every 100 ms' : 'off',
      policy: policy
        ? `by identity, default deny; ${enforcement.entries()} entries in the rule sets of all pods`
        : 'none: everybody may call everybody',
      ...networkPolicySettings(site),
      libbpf,
      clang: clang?.split('\n')[0] ?? 'not found; built elsewhere',
    },
    units: [{ pod: 'node', role: 'agent', cpuUs: () => cgroupCpuUs(loader.cgroup) }],
    processes: () => [{ pid: loader.pid, role: 'agent' }],
    claims: claimsOf(site),
    readCounters: () => readCounters(loader),
    prove: (probes) => prove(site, loader, enforcement, probes),
    ...(policy && { policies: enforcedByMaps(site, loader, enforcement) }),
    kernelMemory: async () => ({ bytes: await mapMemoryBytes(loader.pid), source: MAP_MEMORY_SOURCE }),
    ...(site.arm.seeing !== 'nothing' && {
      flowSource: flowSourceOf(site, loader, enforcement),
      seen: () => seenOf(loader),
    }),
    assertAlive: () => loader.assertAlive(),
  }
}
