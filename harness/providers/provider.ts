/** Where arms are raised. The only part that touches the machine, through harness/system. */
import type { Arm } from '../arm/arm.ts'
import type { ClusterRecord } from '../results/record.ts'
import type { Descriptor } from '../results/record/descriptor.ts'
import type { ArmSpec, ClientPlacement, Topology } from '../scenario/schema.ts'
import type { Cleanup } from '../system/cleanup.ts'

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
  options: ProviderOptions
  /** All arms of the run, for a provider that makes places for several of them. */
  arms: ArmSpec[]
  /** What is being waited for, shown while it lasts; and what is done, which stays on the screen. */
  tell: { status: (text: string) => void; phase: (what: string, text: string) => void }
  /** Keeps a record that is no trial's. */
  record(record: ClusterRecord): void
  /** Ends with an interrupt: waits of a bring-up may end then. */
  signal: AbortSignal
}

/** Flags that only a provider understands. */
export interface ProviderOptions {
  /** kind: the node image, in place of the pinned one. */
  nodeImage?: string
  /** kind: folder of image archives, loaded into every node before anything is installed; nothing is pulled then. */
  images?: string
  /** Folder of Helm charts (name-version.tgz), in place of their repositories. */
  charts?: string
  /** Values files by datapath, put over those of its mesh. */
  meshValues: Record<string, string[]>
  /** kind: leave the clusters, and use kept ones. */
  keep: boolean
  /** kind: let clusters reach beyond this machine. */
  allowEgress: boolean
  /** kubeconfig: the context, which has to be named. */
  context?: string
  /** kubeconfig: file, in place of KUBECONFIG or ~/.kube/config. */
  kubeconfig?: string
  /** kubeconfig: image of services and client, from a registry the cluster can pull from. */
  workloadImage?: string
  /** kubeconfig: install the meshes that are asked for, and remove them again. */
  installMeshes: boolean
}

export interface Provider {
  name: string
  datapaths: DatapathDescription[]
  /** Why a client cannot be away from the services' node here, to complete "and …"; absent where it can. */
  oneNode?: string
  /** Creates nothing that stays; empty means ready. */
  check(datapaths: string[], options: ProviderOptions): Promise<Missing[]>
  /** Adds the arms that a comparison needs here: a chain around the mesh in every cluster. */
  completeArms?(arms: ArmSpec[]): ArmSpec[]
  /** Pods of an arm besides its services, for the plan; and seconds of bring-up that netns does not have. */
  budget?(arms: ArmSpec[]): {
    clusterSeconds: number
    settleSecondsPerTrial: number
    podSeconds: number
    podsBesideServices: number
  }
  /** Lines of the plan that only this provider has, such as its clusters: a label of at most ten letters, and the text. */
  planLines?(arms: ArmSpec[], options: ProviderOptions): [label: string, text: string][]
  /** Makes the run's own places and returns how to raise an arm there. */
  open(site: RunSite): Promise<{ raise: (spec: ArmSpec, armIndex: number) => Promise<Arm> }>
}
