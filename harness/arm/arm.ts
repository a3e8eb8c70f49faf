/** What the engine knows of an arm. Each provider raises its arms in its own way; the arms have the same shape everywhere. */
import type {
  Capability,
  Fidelity,
  Latency,
  Ledger,
  NotMeasured,
  PlantedReading,
  Reservations,
  WireReading,
} from '../results/record.ts'
import type { Verdicts } from '../results/verdicts.ts'
import type { ArmSpec, ClientStep } from '../scenario/schema.ts'
import type { Proof, ProofDepth } from './claims.ts'
import type { Instruments } from './instrument.ts'
import type { Observed } from './observe-pages.ts'
import type { SeenSoFar } from './seen.ts'
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
  /** A page that takes longer counts as timed out. */
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

/** For proofs: the client sends exactly this many pages, one after the other, and opens a new connection for each call. */
export interface ExactSpec {
  driver: 'exactly'
  page: ClientStep[]
  port: number
  pages: number
}

/** The first load of a new arm: so many pages, sent by the paced client as fast as the arm answers. */
export interface WarmUpSpec {
  driver: 'warm-up'
  page: ClientStep[]
  port: number
  connection: 'keep-alive' | 'per-request'
  pages: number
}

export interface PacedResult {
  ledger: Ledger
  offeredPerSecond: number
  /** Pages completed within the window, whenever they were due. */
  achievedPerSecond: number
  /** Pages under way in the mean, by Little's law. */
  pagesUnderWay: number
  /** Requests sent a second time, because the reused connection had been closed by the server. */
  resent: number
  /** The exact window, in microseconds of CLOCK_MONOTONIC. Instruments read some milliseconds after each edge. */
  window: { beganUs: number; endedUs: number }
  /** Without `rawFile`: its path is the one in the spec. */
  latency: Omit<Latency, 'rawFile'> | null
}

export interface ClosedLoopResult {
  completed: number
  errors: number
  pagesPerSecond: number
  /** autocannon can load one server only. hopbench's own client sends pages that call several servers. */
  generator: 'autocannon' | 'hopbench'
}

/** The pages of a proof or of a warm-up. */
export interface ExactResult {
  completed: number
  /** How many pages did not complete, by what the client saw. */
  errors: Record<string, number>
}

/**
 * Called at the edges of the measured window. The load goes on unchanged until the promise of `ended` is fulfilled, so
 * that both readings are taken under the same load.
 */
export interface WindowEdges {
  began(): Promise<void>
  ended(): Promise<void>
}

/**
 * Scheduling periods in which a CPU limit stopped a container, by container: "app of orders". Containers without a limit
 * are not listed.
 */
export type Throttling = Record<string, number>

export interface Arm {
  spec: ArmSpec
  title: string
  capability: Capability
  fidelity: Fidelity
  /** What its proxies reserve on their nodes. */
  reservations: Reservations
  /** Settings of the arm as the kernel reports them. Read them while connections are open. */
  settings(): Promise<Record<string, string>>
  units: Unit[]
  /** The readings that this arm offers for a window. */
  instruments: Instruments
  /** Shortest window in which CPU can be read; absent where CPU can be read in any window. */
  leastCpuWindowMs?: number
  pods: number
  /** Port at which a service's name answers: the service's port, or the pod's port where names resolve to pods. */
  servicePort: number
  /**
   * Sends requests through the arm and reads every counter that the datapath claims moves. At full depth, the default, also proves what
   * is not a count. Leaves the arm as it was.
   */
  verify(depth?: ProofDepth): Promise<Proof[]>
  /** Retries made by proxies so far; 0 where there are no proxies. */
  retries(): Promise<number>
  /** How often CPU limits have stopped the arm's programs so far; absent where the CPU account counts these stops. */
  throttled?(): Promise<Throttling | NotMeasured>
  /** @throws BenchError when the arm does not answer */
  warmUp(spec: WarmUpSpec): Promise<ExactResult>
  runPaced(spec: PacedSpec, edges: WindowEdges): Promise<PacedResult>
  runClosedLoop(spec: ClosedLoopSpec, edges: WindowEdges): Promise<ClosedLoopResult>
  /**
   * In an arm with planted effects: call it when a window begins; what it returns tells, when the window ends, what the injections
   * did in between.
   */
  openPlanted?(): Promise<() => Promise<PlantedReading>>
  /** Call it when a window begins; what it returns reads, when the window ends, what passed the pods' interfaces. Absent where nobody can read them. */
  openWire?(): () => WireReading
  /** Freezes all of the arm's processes; returns when none of them runs. */
  freeze(): Promise<void>
  /** Lets the arm run, and nothing beside it that would disturb a measurement. */
  thaw(): Promise<void>
  /** Lets the arm answer, whatever runs beside it: enough for a proof, and sooner than `thaw`. */
  wake(): Promise<void>
  /**
   * What the datapath itself sees of a few pages. Replaces programs of the arm where it must, so nothing may be measured afterwards.
   * @param carry what the arm carries meanwhile, in place of the few pages; returns the number of answered pages
   */
  flows?(carry?: () => Promise<number>): Promise<Observed>
  /**
   * Tries the verdict matrix of the scenario's policies; absent, or null, where it has none. Leaves the arm as it was.
   */
  verdicts?(): Promise<Omit<Verdicts, 'arm'> | null>
  /** What the arm made visible so far, once all of it has arrived; absent where it makes nothing visible. */
  seen?(): Promise<SeenSoFar>
  /** Throws with the reason when a process of the arm has ended. */
  assertAlive(): void | Promise<void>
  /** Ends and removes everything of the arm. Returns a message for each thing that could not be removed. */
  down(): Promise<string[]>
}
