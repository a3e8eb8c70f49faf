/** The seam between what measures and where it runs: a provider raises arms, an arm has one shape everywhere. */
import type { Capability, Fidelity, Latency, Ledger, NotMeasured } from '../results/record.ts'
import type { ArmSpec, ClientStep } from '../scenario/schema.ts'
import type { Proof } from './claims.ts'
import type { Instruments } from './instrument.ts'
import type { Unit } from './unit.ts'

export type { Role } from '../results/record.ts'
export type { Unit } from './unit.ts'

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

/** Sends exactly so many pages, one after the other, each call on a connection of its own: for proofs. */
export interface ExactSpec {
  driver: 'exactly'
  page: ClientStep[]
  port: number
  pages: number
}

export interface PacedResult {
  ledger: Ledger
  offeredPerSecond: number
  /** Pages completed within the window, whenever they were due. */
  achievedPerSecond: number
  /** Requests sent once more because a reused connection turned out to be closed. */
  resent: number
  /** The exact window, in microseconds of CLOCK_MONOTONIC; readings at its edges come some milliseconds later. */
  window: { beganUs: number; endedUs: number }
  /** The raw file's path is the spec's. */
  latency: Omit<Latency, 'rawFile'> | null
}

export interface ClosedLoopResult {
  completed: number
  errors: number
  pagesPerSecond: number
  /** autocannon talks to one server; pages that call several are sent by hopbench's own client. */
  generator: 'autocannon' | 'hopbench'
}

export interface ExactResult {
  completed: number
  /** Pages that did not complete, by what was seen. */
  errors: Record<string, number>
}

/**
 * Called at the edges of the measured window. The load goes on unchanged until `ended` is fulfilled, so that both
 * readings are taken under it.
 */
export interface WindowEdges {
  began(): Promise<void>
  ended(): Promise<void>
}

/** Scheduling periods in which a CPU limit stopped a container, by container: "app of orders". Only those with a limit. */
export type Throttling = Record<string, number>

export interface Arm {
  spec: ArmSpec
  title: string
  capability: Capability
  fidelity: Fidelity
  /** What was set, and what the kernel says of it: read when connections are open. */
  settings(): Promise<Record<string, string>>
  units: Unit[]
  /** What can be read of it in a window. */
  instruments: Instruments
  /** A shorter window has no CPU; absent where any has. */
  leastCpuWindowMs?: number
  pods: number
  /** Port at which a service's name answers: that of the service, or of its pod where names resolve to pods. */
  servicePort: number
  /** Sends requests through the arm and reads at every place the datapath claims; leaves the arm as it was. */
  verify(): Promise<Proof[]>
  /** Retries made by proxies so far; 0 where there are no proxies. */
  retries(): Promise<number>
  /** How often CPU limits stopped its programs so far; absent where the CPU account counts that. */
  throttled?(): Promise<Throttling | NotMeasured>
  runPaced(spec: PacedSpec, edges: WindowEdges): Promise<PacedResult>
  runClosedLoop(spec: ClosedLoopSpec, edges: WindowEdges): Promise<ClosedLoopResult>
  /** Stops all of its processes from running; returns when they have. */
  freeze(): Promise<void>
  thaw(): Promise<void>
  /** Flow records of a few pages, one JSON object each, from the datapath's own source; null where it keeps none. */
  flows?(): Promise<{ source: string; records: object[] } | null>
  /** Throws with the reason when a process of the arm has ended. */
  assertAlive(): void | Promise<void>
  /** Ends and removes all of it; returns what could not be undone, in words. */
  down(): Promise<string[]>
}
