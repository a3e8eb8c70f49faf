/** A datapath on network namespaces: it carries bytes between the pods of one node, and proves that it does. */
import type { Unit } from '../../arm/arm.ts'
import type { Reading } from '../../results/record.ts'
import type { ArmSpec, Topology } from '../../scenario/schema.ts'
import type { Cleanup } from '../../system/cleanup.ts'
import type { NeedName } from '../../system/needs.ts'
import type { CounterClaim, Probes, Proof } from '../../arm/claims.ts'
import type { FlowSource } from '../../arm/observe-pages.ts'
import type { DatapathDescription } from '../provider.ts'
import type { OnceARun } from './node/once-a-run.ts'
import type { Pod } from './node/pod.ts'

export type { CounterClaim, Probes, Proof, ProofTraffic } from '../../arm/claims.ts'
export { SERVICE_PORT, TARGET_PORT } from '../shared/ports.ts'

export const DNS_PORT = 53

/** A service of the topology on this node: `orders.shop` at `vip`:80, answered by one pod at `pod.address`:8080. */
export interface NetnsService {
  name: string
  namespace: string
  vip: string
  pod: Pod
}

/** A service that nobody calls: it makes the datapath's tables larger. */
export interface FillerService {
  name: string
  vip: string
  endpoint: string
}

/** Names, addresses and folders of one arm's node and its pods. */
export interface NodeSite {
  arm: ArmSpec
  topology: Topology
  /** Name of the node's network namespace. */
  netns: string
  nodeAddress: string
  /** cgroup2 directory of the arm, which contains the directories of the pods. */
  cgroup: string
  /** Folder for this arm's files, readable by every uid (sockets, configs). */
  runtimeDir: string
  /** Where Node programs keep their compiled code from one bring-up to the next. */
  compileCache: string
  /** Makes what all bring-ups of the run use. */
  onceARun: OnceARun
  /** Folder whose files are kept as evidence with the results (rendered configs). */
  configDir: string
  /** Folder for the output of this arm's programs, kept with the results. */
  logDir: string
  /** client, dns, services and strangers. */
  pods: Pod[]
  client: Pod
  services: NetnsService[]
  dns: { vip: string; pod: Pod }
  /** Pods of the scenario's strangers. No program runs in them before the attempts are made. */
  strangers: Pod[]
  fillers: FillerService[]
}

/** What `install` returns. A datapath leaves out members that it has no use for. */
export interface InstalledDatapath {
  settings: Record<string, string>
  claims: CounterClaim[]
  /** The present value of every counter. */
  readCounters(): Promise<Record<string, number>>
  /** Proofs that do not compare counters: refused calls, bytes on the wire, attached programs. */
  prove(probes: Probes): Promise<Proof[]>
  kernelMemory(): Promise<{ bytes: Reading; source: string }>
  /** Units whose CPU the datapath adds: proxies, readers of flows. */
  units?: Unit[]
  /** Programs of the datapath whose memory is measured. */
  processes?(): { pid: number; role: 'proxy' | 'agent' }[]
  /** Number of requests that proxies have sent again so far. */
  retries?(): Promise<number>
  /** Where the datapath's own flows come from; absent where it sees nothing. */
  flowSource?: FlowSource
  /** Throws an error with the last output lines of a program that has ended. */
  assertAlive?(): void
}

type WithDefaults = Required<Omit<InstalledDatapath, 'flowSource'>> & Pick<InstalledDatapath, 'flowSource'>

/** Fills in empty values for members that a datapath leaves out. `flowSource` stays absent where the datapath sees nothing. */
export const withDefaults = (installed: InstalledDatapath): WithDefaults => ({
  units: [],
  processes: () => [],
  retries: () => Promise.resolve(0),
  assertAlive: () => undefined,
  ...installed,
})

/** The description in a datapath's `describe.ts`. */
export interface NetnsDescription extends DatapathDescription {
  /** What the machine must have for this datapath, besides the needs of every node. */
  needs: NeedName[]
}

export interface NetnsDatapath {
  description: NetnsDescription
  /** Address a service's name resolves to. */
  namesResolveTo: 'vip' | 'pod'
  /** Installs the datapath before any workload runs. Registers how to undo each step before doing it. */
  install(site: NodeSite, cleanup: Cleanup): Promise<InstalledDatapath>
}
