/** Starts the loader of bpf/, a program that holds the eBPF datapath of one arm, and exchanges commands and answers with it. */
import { join } from 'node:path'
import { bpfFile } from '../../../system/bpf-files.ts'
import { inNetns } from '../../../system/network-namespace.ts'
import { makeReadableFolder } from '../../../system/readable-files.ts'
import { startLineProgram } from '../../../system/start-line-program.ts'
import { NODE_MAC } from '../node/addresses.ts'
import type { NodeSite } from '../datapath.ts'

const LOADER = bpfFile('loader')
const DATAPATH = bpfFile('datapath.bpf.o')
/** The loader writes 30,000 services in less than a second. A frozen loader does not answer. */
const ANSWERS_WITHIN_MS = 20_000

/** How the tc programs are attached. `auto` uses TCX where the kernel has it (6.6 or newer), otherwise clsact. */
export type AttachMode = 'auto' | 'tcx' | 'clsact'

/** The loader's answers to commands that only read; see bpf/README.md. */
export interface LoaderAnswers {
  counters: { counters: Record<string, Record<string, number>> }
  attached: {
    mode: 'tcx' | 'clsact'
    libbpf: string
    programIds: number[]
    attached: Record<string, boolean>
  }
  sizes: { sizes: Record<string, number> }
  flows: { others: number; flows: Flow[] }
  'kept-flows': KeptFlows
  connections: { connections: Connection[] }
  /** When the rules of a pod were last changed, by CLOCK_MONOTONIC. */
  selected: { selectedUs: number }
  policies: PolicyMaps
}

/** The maps of policy, as the kernel has them. */
export interface PolicyMaps {
  /** A rule matches the first `portBits` bits of the port; peer 0 is everybody. */
  rules: {
    ruleSet: number
    peer: number
    protocol: 'tcp' | 'udp' | 'icmp' | 'any'
    port: number
    portBits: number
    allows: boolean
  }[]
  /** Rule set 0: no policy selects the pod in this direction. */
  pods: { pod: string; identity: number; egress: number; ingress: number }[]
}

/** The number of flow events of one kind between two identities. */
export interface Flow {
  kind: 'opened' | 'closed' | 'dropped'
  source: number
  destination: number
  protocol: string
  port: number
  verdict?: 'allowed' | 'no policy'
  reason?: string
  events: number
  packets: number
  bytes: number
  durationUs: number
}

/** Every flow event since the command `keep-flows`. */
export interface KeptFlows {
  /** Both clocks, read together: events have the monotonic one. */
  monotonicUs: number
  realtimeUs: number
  /** Events for which the loader had no room. */
  notKept: number
  events: FlowEvent[]
}

export interface FlowEvent {
  kind: Flow['kind']
  timeUs: number
  protocol: 'tcp' | 'udp' | 'icmp'
  /** "198.18.0.10:34567": the side that opened the connection, or the sender of a dropped packet. */
  from: string
  to: string
  /** Identities. */
  source: number
  destination: number
  verdict?: Flow['verdict']
  reason?: string
  /** Whether a policy selects the sender (egress) and the receiver (ingress), as far as they were asked. */
  egressSelected?: boolean
  ingressSelected?: boolean
  /** Numbers of the policies whose rules decided. */
  egressPolicy?: number
  ingressPolicy?: number
  packets: number
  bytes: number
  durationUs: number
}

export interface Connection {
  protocol: string
  from: string
  to: string
  state: 'unreplied' | 'established' | 'closing' | 'finished' | 'reset'
  packets: number
  bytes: number
}

export interface Loader {
  pid: number
  /** The cgroup2 directory that the loader runs in. */
  cgroup: string
  /** Sends a command that only reads. @throws BenchError when the loader refuses it. */
  ask<Command extends keyof LoaderAnswers>(command: Command): Promise<LoaderAnswers[Command]>
  /** Sends commands that change something, in order. @throws BenchError for the first command that the loader refuses. */
  send(commands: readonly string[]): Promise<void>
  /** @throws BenchError with the loader's last output lines when the loader has ended. */
  assertAlive(): void
}

export const agentCgroup = (site: NodeSite): string => join(site.cgroup, 'node', 'agent')

/**
 * Starts the loader in the node's namespace and in a cgroup of its own. Resolves when the programs are attached.
 * @throws BenchError when the loader ends or does not answer.
 */
export async function startLoader(site: NodeSite, attach: AttachMode): Promise<Loader> {
  const cgroup = agentCgroup(site)
  makeReadableFolder(cgroup)
  const events = site.arm.seeing === 'nothing' ? 'no-flows' : 'flows'
  const loader = [LOADER, DATAPATH, site.cgroup, site.nodeAddress, NODE_MAC, events, attach]
  const { program, conversation } = await startLineProgram({
    title: `the eBPF loader of ${site.arm.name}`,
    command: inNetns(site.netns, loader).flat(),
    cgroup,
    advice: {
      withinMs: ANSWERS_WITHIN_MS,
      ifLate: 'its arm may be frozen: readings are taken while an arm is thawed',
      ifRefused:
        'this is a bug of hopbench, or a table of the datapath is full; please report it with the scenario',
      ifEnded: 'run `npm run doctor`; the kernel must be 5.18 or newer and allow BPF',
    },
  })
  return {
    pid: program.pid,
    cgroup,
    async ask<Command extends keyof LoaderAnswers>(command: Command) {
      const [answer] = await conversation.exchange([command])
      return answer as unknown as LoaderAnswers[Command]
    },
    async send(commands) {
      await conversation.exchange(commands)
    },
    assertAlive: program.assertAlive,
  }
}
