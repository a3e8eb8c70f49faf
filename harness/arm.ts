/** The seam between what measures and where it runs: a provider raises arms, an arm has one shape everywhere. */
import type { Capability, Evidence, Fidelity, Latency, Ledger, Memory, Reading } from './results/record.ts'
import type { ArmSpec, ClientStep } from './scenario/schema.ts'

export type Role = 'client' | 'app' | 'proxy' | 'agent'

/** A group of processes whose CPU is read on its own: "orders/proxy". */
export interface Unit {
  pod: string
  role: Role
  /** CPU time since it began, in microseconds; exact scheduler run time. */
  cpuUs(): number
  /** How often a CPU limit kept it waiting, in scheduling periods since it began; absent where no limit is set. */
  throttledPeriods?(): Reading
}

/** What the paced open-loop client is to send. One JSON object on its stdin. */
export interface PacedSpec {
  driver: 'paced'
  page: ClientStep[]
  port: number
  pagesPerSecond: number
  connection: 'keep-alive' | 'per-request'
  warmUpMs: number
  measureMs: number
  /** A page that has not answered by then is counted as timed out. */
  timeoutMs: number
  seed: string
  /** Where the client writes the raw samples. */
  rawFile: string
}

/** What the closed-loop client (autocannon) is to send. */
export interface ClosedLoopSpec {
  driver: 'closed-loop'
  page: ClientStep[]
  port: number
  connections: number
  warmUpMs: number
  measureMs: number
}

export interface PacedResult {
  ledger: Ledger
  offeredPerSecond: number
  achievedPerSecond: number
  /** The raw file's path is the spec's. */
  latency: Omit<Latency, 'rawFile'> | null
}

export interface ClosedLoopResult {
  completed: number
  errors: number
  pagesPerSecond: number
}

/** Called by the client at the edges of the measured window, so that readings cover it exactly. */
export interface WindowEdges {
  began(): Promise<void>
  ended(): Promise<void>
}

export interface Arm {
  spec: ArmSpec
  title: string
  capability: Capability
  fidelity: Fidelity
  settings: Record<string, string>
  units: Unit[]
  pods: number
  /** Sends requests through the arm and reads at every place the datapath claims; leaves the arm as it was. */
  verify(): Promise<Omit<Evidence, 'arm' | 'bringUp' | 'when'>[]>
  /** Retries made by proxies so far; 0 where there are no proxies. */
  retries(): Promise<number>
  runPaced(spec: PacedSpec, edges: WindowEdges): Promise<PacedResult>
  runClosedLoop(spec: ClosedLoopSpec, edges: WindowEdges): Promise<ClosedLoopResult>
  memory(): Promise<Memory>
  /** Stops all of its processes from running; returns when they have. */
  freeze(): Promise<void>
  thaw(): Promise<void>
  /** Throws with the reason when a process of the arm has ended. */
  assertAlive(): void
  down(): Promise<void>
}
