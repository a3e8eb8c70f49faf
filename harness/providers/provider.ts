/** The interface of providers, which raise arms. Only providers change the machine, and they do so through harness/system. */
import type { Arm } from '../arm/arm.ts'
import type { HopClock } from '../arm/hop-clock.ts'
import type { EnforcementPoint } from '../policy/evaluate/enforcement-point.ts'
import type { Policies } from '../policy/policy.ts'
import type { WrittenPolicy } from '../policy/written-policies.ts'
import type { ClusterRecord, NotMeasured } from '../results/record.ts'
import type { Descriptor, PlaceDescriptor } from '../results/record.ts'
import type { Attempts } from '../scenario/attempts.ts'
import type { ArmSpec, ClientPlacement, Seeing, Topology } from '../scenario/schema.ts'
import type { Cleanup } from '../system/cleanup.ts'
import type { Flag, FlagContext, TypedFlags } from './flag.ts'

/** Something this machine lacks, and how to get it. */
export interface Missing {
  what: string
  advice: string
  /** Datapaths that cannot run without it. */
  datapaths: string[]
}

/** What is known of a datapath before it is raised: its descriptor, which a run records, and fields that only planning needs. */
export interface DatapathDescription extends Descriptor {
  /** Datapaths to compare this one with, besides the one that its cost is measured against. Each further comparison widens all intervals of a run. */
  rivals: string[]
  /** Whether `--quick` measures it. */
  quick: boolean
  /** Whether hopbench writes its policies, so that an arm may have `policyRules`. */
  takesPolicyRules?: boolean
  /** What it can make visible of its traffic; the first is what it does without being asked. */
  seeing: readonly Seeing[]
  /** Whether an arm may say how many central gateways it has (`gatewayReplicas`). Absent: it may not. */
  hasReplicas?: boolean
  /** Why it carries no queries of databases; absent for a datapath that carries them. */
  noDatabases?: string
  /** Where it enforces the policies that a scenario names (`RunSite.policies`); absent for a datapath that enforces none. */
  enforcesPolicies?: EnforcementPoint
  /** Why it enforces none of them; completes "not enforced, because …". */
  enforcesNoPolicies?: string
}

/** What a run hands to its provider: its scenario, its folders on this machine (named after the run), and its callbacks. */
export interface RunSite {
  runId: string
  /** Whether the run was cut and goes on: what it left may still be in a cluster of the user's. On this machine it has been removed. */
  isResumed?: boolean
  topology: Topology
  /** The policies of the scenario, of which each datapath enforces those that it can, in the world of `shared/policy-world.ts`; absent where the scenario names none. */
  policies?: Policies
  /** The same policies as they are written, for a provider that hands them to an API server. */
  writtenPolicies?: readonly WrittenPolicy[]
  /** What the scenario lets happen that is not normal; absent in most scenarios. */
  attempts?: Attempts
  /** Whether the load client runs on the services' node or on a node of its own. */
  clientPlacement: ClientPlacement
  /** Folder for rendered configurations; it is kept with the results. */
  configDir: string
  /** Folder for the output of the programs; it is kept with the results. */
  logDir: string
  /** CPU work of services: iterations of the spin loop that take a microsecond, measured once a run. */
  iterationsPerUs: number
  /** Undone at the end of the run: for what belongs to the run itself, not to one arm. */
  cleanup: Cleanup
  /** All arms of the run, for a provider that makes something that several arms share, such as a cluster. */
  arms: ArmSpec[]
  /** Progress on the screen. `status` is what the run waits for now, and the next status replaces it; a `phase` stays. */
  tell: { status: (text: string) => void; phase: (what: string, text: string) => void }
  /** Writes a record that belongs to no trial to the results. */
  record(record: ClusterRecord): void
  /** Aborted when the user interrupts the run: a bring-up may stop waiting then. */
  signal: AbortSignal
}

/** Where runs can take place (network namespaces, kind, an existing cluster): all that the rest of the program knows of it. */
export interface Provider {
  name: string
  datapaths: DatapathDescription[]
  /** How a report describes where its runs took place. */
  place: PlaceDescriptor
  /** Flags of `bench` and `plan` that this provider understands; several providers may share a flag. */
  flags: readonly Flag[]
  /** Why this provider cannot run the client on a node of its own; completes "and …". Absent where it can. */
  oneNode?: string
  /** Why this provider cannot plant effects of known size into an arm; completes "not planted, because …". Absent where it can. */
  notPlanted?: string
  /** Why this provider cannot run a scenario with a database; completes "and …". Absent where it can. */
  noDatabases?: string
  /** Why this provider cannot make a scenario's attempts; completes "has attempts, and …". Absent where it can. */
  noAttempts?: string
  /** Why `doctor`, which has no flags, does not probe this provider, and what to do instead. Absent where doctor probes it. */
  notProbed?: string
  /** Whether a second rate of a shipped scenario would take too long here. */
  isSlow?: boolean
  /** Adds the arms that a comparison needs with this provider: on kind, a plain chain in every cluster of a mesh. */
  completeArms?(arms: ArmSpec[]): ArmSpec[]
  /** For the plan: pods of an arm besides its services, and seconds of bring-up that netns does not need. */
  budget?(arms: ArmSpec[]): {
    clusterSeconds: number
    /** Removing all clusters at the end of the run. */
    removalSeconds: number
    /** Looking at what the datapaths of all arms saw, at the end of the run. */
    lookSeconds: number
    /** Names of the arms that share a cluster, for each cluster. */
    clusters: string[][]
    settleSecondsPerTurn: number
    podSeconds: number
    podsBesideServices: number
    /** Where bring-ups are dearer than on network namespaces, so that more rounds share one. */
    roundsPerBringUp?: { full: number; quick: number }
  }
  /**
   * Reads and checks the values of this provider's flags. Starts nothing.
   * @throws UsageError for a value that cannot be used, and for a required flag that is missing
   */
  configure(typed: TypedFlags, context: FlagContext): ConfiguredProvider
}

/** Where the arms of a run are raised. */
export interface OpenSite {
  raise: (spec: ArmSpec, armIndex: number) => Promise<Arm>
  /** The run's hop clock, or why it has none. */
  hopClock: HopClock | NotMeasured
}

/** A provider together with its options, which no other code sees. */
export interface ConfiguredProvider {
  /** Finds what these datapaths lack; an empty list means ready. Creates nothing that stays. */
  check(datapaths: string[]): Promise<Missing[]>
  /**
   * Checks that the files and folders named by flags hold what these arms need. Sends no request.
   * @throws UsageError that names the flag and its value
   */
  refuseArms?(arms: ArmSpec[]): void
  /** Further lines for the plan, such as the clusters of this provider: a label of at most ten letters, and the text. */
  planLines?(arms: ArmSpec[]): [label: string, text: string][]
  /** Makes what the run's arms share, such as folders and turns, and returns how to raise an arm. */
  open(site: RunSite): Promise<OpenSite>
}
