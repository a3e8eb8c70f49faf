/** What a datapath on network namespaces is: it carries bytes between pods of one node and can prove that it did. */
import type { Unit } from '../../arm/arm.ts'
import type { Reading } from '../../results/record.ts'
import type { ArmSpec, Topology } from '../../scenario/schema.ts'
import type { Cleanup } from '../../system/cleanup.ts'
import type { NeedName } from '../../system/needs.ts'
import type { CounterClaim, Probes, Proof } from '../../arm/claims.ts'
import type { DatapathDescription } from '../provider.ts'
import type { Pod } from './node/pod.ts'

export type { CounterClaim, Probes, Proof, ProofTraffic } from '../../arm/claims.ts'
export { SERVICE_PORT, TARGET_PORT } from '../shared/ports.ts'

export const DNS_PORT = 53

/** One service of the topology as this node knows it: `orders.shop` at `vip`:80, answered by one pod at `pod.address`:8080. */
export interface NetnsService {
  name: string
  namespace: string
  vip: string
  pod: Pod
}

/** A service nobody calls: only there because tables grow with services. */
export interface FillerService {
  name: string
  vip: string
  endpoint: string
}

/** A node namespace with its pods wired up, before any workload process runs. */
export interface NodeSite {
  arm: ArmSpec
  topology: Topology
  /** Name of the node's network namespace. */
  netns: string
  nodeAddress: string
  /** cgroup2 directory of the arm; every pod's is below. */
  cgroup: string
  /** Folder for this arm's files, readable by every uid (sockets, configs). */
  runtimeDir: string
  /** Folder whose files are kept as evidence with the results (rendered configs). */
  configDir: string
  /** Folder for what programs of this arm print, kept with the results. */
  logDir: string
  /** client, services and dns. */
  pods: Pod[]
  client: Pod
  services: NetnsService[]
  dns: { vip: string; pod: Pod }
  fillers: FillerService[]
}

/** What `install` returns. A datapath leaves out what it has nothing of. */
export interface InstalledDatapath {
  settings: Record<string, string>
  claims: CounterClaim[]
  /** Every counter at this moment. */
  readCounters(): Promise<Record<string, number>>
  /** Proofs that are not counts: refusals, what is on the wire, what is attached. */
  prove(probes: Probes): Promise<Proof[]>
  kernelMemory(): Promise<{ bytes: Reading; source: string }>
  /** Units the datapath adds: proxies, readers of flows. */
  units?: Unit[]
  /** Programs the datapath runs, for memory. */
  processes?(): { pid: number; role: 'proxy' | 'agent' }[]
  /** Requests that proxies have sent again so far. */
  retries?(): Promise<number>
  /** Flows the datapath has seen since it was installed, one JSON object each. */
  flows?(): Promise<{ source: string; records: object[] }>
  /** Throws with the last lines of a program that has ended. */
  assertAlive?(): void
}

type WithDefaults = Required<Omit<InstalledDatapath, 'flows'>> & Pick<InstalledDatapath, 'flows'>

/** The datapath with nothing in place of what it leaves out; flows stay absent where it keeps none. */
export const withDefaults = (installed: InstalledDatapath): WithDefaults => ({
  units: [],
  processes: () => [],
  retries: () => Promise.resolve(0),
  assertAlive: () => undefined,
  ...installed,
})

/** A datapath as its `describe.ts` describes it. */
export interface NetnsDescription extends DatapathDescription {
  /** Needs of this datapath beyond those of every node. */
  needs: NeedName[]
}

export interface NetnsDatapath {
  description: NetnsDescription
  /** Address a service's name resolves to. */
  namesResolveTo: 'vip' | 'pod'
  /** Sets up before any workload runs. Registers the undoing of each step before doing it. */
  install(site: NodeSite, cleanup: Cleanup): Promise<InstalledDatapath>
}
