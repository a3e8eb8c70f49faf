/** For tests: a way to break a datapath after bring-up, which the datapath's proofs must notice. */
import type { InstalledDatapath, NodeSite } from '../datapath.ts'

export interface Break {
  /** Begins the sentence "… is found out": "a rule in front of kube-proxy's". */
  what: string
  breakIt: (site: NodeSite, installed: InstalledDatapath) => Promise<unknown>
  /** `where` of the proofs that must fail. All other proofs must hold. */
  found: (site: NodeSite) => string[]
  /** Undoes the break before the next break. The last break of a datapath needs no `mend`. */
  mend?: (site: NodeSite, installed: InstalledDatapath) => Promise<unknown>
}

/** Export of `testing/breaks.ts` in a datapath's folder: breaks by the name of the datapath. */
export type Breaks = Record<string, Break[]>
