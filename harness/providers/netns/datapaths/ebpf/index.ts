/** Datapath ebpf: our own, after Cilium's: services translated at the socket, packets policed and redirected past the node's stack. */
import { cgroupCpuUs } from '../../../../instruments/cpu/cgroup.ts'
import type { Cleanup } from '../../../../system/cleanup.ts'
import { killCgroup } from '../../../../system/cgroup2.ts'
import { tryRun } from '../../../../system/command.ts'
import type { InstalledDatapath, NetnsDatapath, NodeSite } from '../../datapath.ts'
import { claimsOf } from './claims.ts'
import { readCounters } from '../../bpf/counters.ts'
import { agentCgroup, startLoader, type AttachMode, type Loader } from '../../bpf/loader.ts'
import { MAP_MEMORY_SOURCE, mapMemoryBytes } from '../../bpf/map-memory.ts'
import { prove } from './proofs.ts'
import { tablesOf } from './tables.ts'

export const ebpf: NetnsDatapath = ebpfWith()

/** The datapath with the way of attaching named, for tests of both. */
export function ebpfWith(attach: AttachMode = 'auto'): NetnsDatapath {
  return {
    name: 'ebpf',
    title: 'eBPF (ours, after Cilium)',
    capability: {
      encrypts: false,
      authenticatesPeer: false,
      parsesL7: false,
      enforcesL4Policy: true,
      enforcesL7Policy: false,
      emitsFlows: true,
      emitsMetrics: false,
    },
    fidelity: {
      level: 'emulated',
      ours: true,
      product: null,
      models: 'Cilium 1.19: kube-proxy replacement with BPF host routing, one node',
      same: [
        'service addresses translated at connect, sendmsg, recvmsg and getpeername; unknown addresses untouched, EHOSTUNREACH without backends',
        "programs at the node's end of each veth: source check, connection tracking, TTL and MACs, bpf_redirect_peer past the stack of the node",
        'policy by identity, protocol and port, asked for every packet but replies; an explicit deny wins; the node may reach its pods',
        'packets from the stack of the node are policed at each veth as well',
        'flow events when a connection opens (with the verdict), closes or is refused, not for every packet',
        'lifetimes of tracked connections; a pod that calls itself stays on its own loopback',
      ],
      missing: [
        'the agent: watching Kubernetes, identities from labels, Hubble; several nodes, tunnels, encryption',
        'IPv6, fragments, NodePort and LoadBalancer, session affinity, Maglev, SNAT',
        'policy for traffic that leaves a pod, by CIDR, by DNS name and at L7',
        'tail calls and a program per endpoint: one program serves all',
        'events about sockets and a reader of single flows: ours sums them by who talked to whom',
      ],
    },
    needs: ['bpf'],
    namesResolveTo: 'vip',
    install: (site, cleanup) => installEbpf(site, cleanup, attach),
  }
}

export interface InstalledEbpf extends InstalledDatapath {
  loader: Loader
}

async function installEbpf(site: NodeSite, cleanup: Cleanup, attach: AttachMode): Promise<InstalledEbpf> {
  // Its end detaches everything; killed, because a frozen loader would not hear "quit".
  cleanup.defer(`eBPF loader of ${site.arm.name}`, () => killCgroup(agentCgroup(site)))
  const loader = await startLoader(site, attach)
  await loader.tell(tablesOf(site))
  const { mode, libbpf } = await loader.ask('attached')
  const clang = await tryRun('clang', ['--version'])
  return {
    loader,
    settings: {
      'tc programs attached by': mode,
      'flow events': site.arm.flowEvents ? 'on, reader wakes every 100 ms' : 'off',
      policy: site.topology.policy ? 'by identity, default deny' : 'none: everybody may call everybody',
      libbpf,
      clang: clang?.split('\n')[0] ?? 'not found; built elsewhere',
    },
    units: [{ pod: 'node', role: 'agent', cpuUs: () => cgroupCpuUs(loader.cgroup) }],
    processes: () => [{ pid: loader.pid, role: 'agent' }],
    claims: claimsOf(site),
    readCounters: () => readCounters(loader),
    prove: (probes) => prove(site, loader, probes),
    retries: () => Promise.resolve(0),
    kernelMemory: async () => ({ bytes: await mapMemoryBytes(loader.pid), source: MAP_MEMORY_SOURCE }),
    assertAlive: () => loader.assertAlive(),
  }
}
