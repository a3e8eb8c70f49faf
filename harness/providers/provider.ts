/** Where arms are raised. The only part that touches the machine, through harness/system. */
import type { Arm } from '../arm.ts'
import type { Capability, Fidelity } from '../results/record.ts'
import type { ArmSpec, Topology } from '../scenario/schema.ts'
import type { Cleanup } from '../system/cleanup.ts'

/** Something this machine lacks, and how to get it. */
export interface Missing {
  what: string
  advice: string
  /** Datapaths that cannot run without it. */
  datapaths: string[]
}

/** What is known of a datapath before it is raised. */
export interface DatapathDescription {
  name: string
  title: string
  capability: Capability
  fidelity: Fidelity
}

/** A run's own places on this machine, each named after it. */
export interface RunSite {
  runId: string
  topology: Topology
  /** Folder for rendered configurations, kept with the results. */
  configDir: string
  /** Folder for what the programs print, kept with the results. */
  logDir: string
  /** CPU work of services: iterations that take a microsecond, calibrated once a run. */
  iterationsPerUs: number
  /** Ends with the run: places of the run itself, before any arm. */
  cleanup: Cleanup
}

export interface Provider {
  name: string
  datapaths: DatapathDescription[]
  /** Creates nothing that stays; empty means ready. */
  check(datapaths: string[]): Promise<Missing[]>
  /** Makes the run's own places and returns how to raise an arm there. */
  open(site: RunSite): Promise<{ raise: (spec: ArmSpec, armIndex: number) => Promise<Arm> }>
}
