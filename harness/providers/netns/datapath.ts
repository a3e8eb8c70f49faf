/** What a datapath on network namespaces is: it carries bytes between pods of one node and can prove that it did. */
import type { Unit } from '../../arm/arm.ts'
import type { Capability, Fidelity, Reading } from '../../results/record.ts'
import type { ArmSpec, Topology } from '../../scenario/schema.ts'
import type { Cleanup } from '../../system/cleanup.ts'
import type { NeedName } from '../../system/needs.ts'
import type { CounterClaim, Probes, Proof } from '../../arm/claims.ts'
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

export interface InstalledDatapath {
  settings: Record<string, string>
  /** Units the datapath adds: proxies, readers. */
  units: Unit[]
  /** Programs it runs, for memory: pid and role. */
  processes(): { pid: number; role: 'proxy' | 'agent' }[]
  claims: CounterClaim[]
  /** Every counter at this moment. */
  readCounters(): Promise<Record<string, number>>
  /** Proofs that are not counts: refusals, what is on the wire, what is attached. */
  prove(probes: Probes): Promise<Proof[]>
  retries(): Promise<number>
  kernelMemory(): Promise<{ bytes: Reading; source: string }>
  /** Throws with the last words of a program that has ended. */
  assertAlive(): void
}

export interface NetnsDatapath {
  name: string
  title: string
  capability: Capability
  fidelity: Fidelity
  /** Needs of this machine, by name in system/needs.ts. */
  needs: NeedName[]
  /** Address a service's name resolves to. */
  namesResolveTo: 'vip' | 'pod'
  /** Sets up before any workload runs. Registers the undoing of each step before doing it. */
  install(site: NodeSite, cleanup: Cleanup): Promise<InstalledDatapath>
}
