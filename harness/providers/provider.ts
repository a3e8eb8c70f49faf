/** Where arms are raised. The only part that touches the machine, through harness/system. */
import type { Arm } from '../arm/arm.ts'
import type { ClusterRecord } from '../results/record.ts'
import type { Descriptor, PlaceDescriptor } from '../results/record.ts'
import type { ArmSpec, ClientPlacement, Topology } from '../scenario/schema.ts'
import type { Cleanup } from '../system/cleanup.ts'
import type { Flag, FlagContext, TypedFlags } from './flag.ts'

/** Something this machine lacks, and how to get it. */
export interface Missing {
  what: string
  advice: string
  /** Datapaths that cannot run without it. */
  datapaths: string[]
}

/** What is known of a datapath before it is raised: what a run records of it, and what only its plan needs. */
export interface DatapathDescription extends Descriptor {
  /** Datapaths that readers hold this one against, besides its cost over the baseline; each widens all intervals of a run. */
  rivals: string[]
  /** Whether `--quick` measures it. */
  quick: boolean
}

/** A run's own places on this machine, each named after it. */
export interface RunSite {
  runId: string
  topology: Topology
  /** Whether the load generator runs on the services' node or on one of its own. */
  clientPlacement: ClientPlacement
  /** Folder for rendered configurations, kept with the results. */
  configDir: string
  /** Folder for what the programs print, kept with the results. */
  logDir: string
  /** CPU work of services: iterations that take a microsecond, calibrated once a run. */
  iterationsPerUs: number
  /** Ends with the run: places of the run itself, before any arm. */
  cleanup: Cleanup
  /** All arms of the run, for a provider that makes places for several of them. */
  arms: ArmSpec[]
  /** What is being waited for, shown while it lasts; and what is done, which stays on the screen. */
  tell: { status: (text: string) => void; phase: (what: string, text: string) => void }
  /** Keeps a record that is no trial's. */
  record(record: ClusterRecord): void
  /** Ends with an interrupt: waits of a bring-up may end then. */
  signal: AbortSignal
}

/** A place where runs can be, and all that the rest of the program knows of it. */
export interface Provider {
  name: string
  datapaths: DatapathDescription[]
  /** Where its runs are, in the words of a report. */
  place: PlaceDescriptor
  /** Flags of `bench` and `plan` that it understands; providers may share one. */
  flags: readonly Flag[]
  /** Why a client cannot be away from the services' node here, to complete "and …"; absent where it can. */
  oneNode?: string
  /** Why `doctor`, which has no flags, does not probe it, and what to do instead; absent where it does. */
  notProbed?: string
  /** Adds the arms that a comparison needs here: a chain around the mesh in every cluster. */
  completeArms?(arms: ArmSpec[]): ArmSpec[]
  /** Pods of an arm besides its services, for the plan; and seconds of bring-up that netns does not have. */
  budget?(arms: ArmSpec[]): {
    clusterSeconds: number
    settleSecondsPerTrial: number
    podSeconds: number
    podsBesideServices: number
  }
  /**
   * Reads and checks the values of its flags. Starts nothing.
   * @throws UsageError for a value that cannot be used, and for a flag that is needed and was not given
   */
  configure(typed: TypedFlags, context: FlagContext): ConfiguredProvider
}

/** A provider that knows its own options; nobody else does. */
export interface ConfiguredProvider {
  /** Creates nothing that stays; empty means ready. */
  check(datapaths: string[]): Promise<Missing[]>
  /**
   * Looks whether what the flags name holds what these arms need, and talks to nobody.
   * @throws UsageError with flag and value
   */
  refuseArms?(arms: ArmSpec[]): void
  /** Lines of the plan that only this provider has, such as its clusters: a label of at most ten letters, and the text. */
  planLines?(arms: ArmSpec[]): [label: string, text: string][]
  /** Makes the run's own places and returns how to raise an arm there. */
  open(site: RunSite): Promise<{ raise: (spec: ArmSpec, armIndex: number) => Promise<Arm> }>
}
