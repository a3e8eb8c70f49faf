/** A datapath on network namespaces: it carries bytes between the pods of one node, and proves that it does. */
import type { Unit } from '../../arm/arm.ts'
import type { Attempt } from '../../policy/attempt.ts'
import type { Policies } from '../../policy/policy.ts'
import type { NotMeasured, Reading } from '../../results/record.ts'
import type { ArmSpec, Topology } from '../../scenario/schema.ts'
import type { Cleanup } from '../../system/cleanup.ts'
import type { NeedName } from '../../system/needs.ts'
import type { CounterClaim, Probes, Proof } from '../../arm/claims.ts'
import type { FlowSource } from '../../arm/observe-pages.ts'
import type { SeenSoFar } from '../../arm/seen.ts'
import type { DatapathDescription } from '../provider.ts'
import type { OnceARun } from './node/once-a-run.ts'
import type { Pod } from './node/pod.ts'

export type { CounterClaim, Probes, Proof, ProofTraffic } from '../../arm/claims.ts'
export { DATABASE_PORT, SERVICE_PORT, TARGET_PORT } from '../shared/ports.ts'

export const DNS_PORT = 53

/** A service of the topology on this node: `orders.shop` at `vip`:80, answered by one pod at `pod.address`:8080. */
export interface NetnsService {
  name: string
  namespace: string
  vip: string
  pod: Pod
}

/** A PostgreSQL server on this node: `db.shop` at `vip`:5432, answered by one pod at `pod.address`:5432. */
export type NetnsDatabase = NetnsService

/** A service that nobody calls: it makes the datapath's tables larger. */
export interface FillerService {
  name: string
  vip: string
  endpoint: string
}

/** Central gateways of a datapath, as it asks for them: they are in no pod of a service or of the client. */
export interface GatewayPlan {
  /** The Kubernetes service in front of the gateways; their pods are called after it. */
  service: string
  namespace: string
  /** Port at which the gateways listen. */
  port: number
  replicas: number
}

/** The central gateways of an arm: `vip`:80, answered by each of the pods at `port`. */
export interface CentralGateways extends Omit<GatewayPlan, 'replicas'> {
  vip: string
  pods: Pod[]
}

/** Names, addresses and folders of one arm's node and its pods. */
export interface NodeSite {
  arm: ArmSpec
  topology: Topology
  /** The policies of the scenario; absent where it names none. */
  policies?: Policies
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
  /** client, dns, services, databases, strangers and central gateways. */
  pods: Pod[]
  client: Pod
  services: NetnsService[]
  databases: NetnsDatabase[]
  dns: { vip: string; pod: Pod }
  /** Null where the datapath has none. */
  gateways: CentralGateways | null
  /** Pods of the scenario's strangers. No program runs in them before the attempts are made. */
  strangers: Pod[]
  fillers: FillerService[]
}

/** What a datapath tells of the policies that it enforces. */
export interface EnforcedInDatapath {
  /** What the policies were read from: "maps of the kernel". */
  compiledFrom: string
  /** Reads what the datapath enforces now. Returns what it says of an attempt between pods; null where it says nothing about such attempts. */
  compiled(): Promise<(attempt: Attempt) => 'allowed' | 'denied' | null>
  /** How long after a change a new connection is judged by it. The policies are the same afterwards. */
  inForce(): Promise<{ afterMs: number; how: string } | NotMeasured>
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
  /** Absent where it enforces no policies of files, or the scenario has none that it enforces. */
  policies?: EnforcedInDatapath
  /** What the arm made visible so far, once all of it has arrived; absent where it makes nothing visible. */
  seen?(): Promise<SeenSoFar>
  /** Called when the arm was thawed, and before it is frozen: for work that goes by the time in which the arm runs. */
  work?(): Promise<void>
  rest?(): Promise<void>
  /** Why it sees nothing, where more can be said than that nothing reports. */
  seesNothing?: string
  /** Throws an error with the last output lines of a program that has ended. */
  assertAlive?(): void
}

type WithDefaults = Required<Omit<InstalledDatapath, 'flowSource' | 'policies' | 'seen'>> &
  Pick<InstalledDatapath, 'flowSource' | 'policies' | 'seen'>

/** Fills in empty values for members that a datapath leaves out. `flowSource`, `policies` and `seen` stay absent where the datapath has none. */
export const withDefaults = (installed: InstalledDatapath): WithDefaults => ({
  units: [],
  processes: () => [],
  retries: () => Promise.resolve(0),
  assertAlive: () => undefined,
  work: () => Promise.resolve(),
  rest: () => Promise.resolve(),
  seesNothing: 'no part of the datapath reports what passes',
  ...installed,
})

/** The description in a datapath's `describe.ts`. */
export interface NetnsDescription extends DatapathDescription {
  /** What the machine must have for this datapath, besides the needs of every node. */
  needs: NeedName[]
}

export interface NetnsDatapath {
  description: NetnsDescription
  /** Address a service's name resolves to: the service's own, its pod's, or that of the central gateways. */
  namesResolveTo: 'vip' | 'pod' | 'gateways'
  /** The central gateways of an arm, which get pods of their own; absent where the datapath has none. */
  gatewaysOf?(arm: ArmSpec): GatewayPlan
  /** Installs the datapath before any workload runs. Registers how to undo each step before doing it. */
  install(site: NodeSite, cleanup: Cleanup): Promise<InstalledDatapath>
}
