/** For tests: a way to break a datapath after bring-up, which its proofs must find. */
import type { InstalledDatapath, NodeSite } from '../datapath.ts'

export interface Break {
  /** To complete "… is found out": "a rule in front of kube-proxy's". */
  what: string
  breakIt: (site: NodeSite, installed: InstalledDatapath) => Promise<unknown>
  /** Where the proofs that fail must point: these places and no others. */
  found: (site: NodeSite) => string[]
  /** Puts it right again for the break that follows; the last one needs none. */
  mend?: (site: NodeSite, installed: InstalledDatapath) => Promise<unknown>
}

/** What the `testing/breaks.ts` of a datapath's folder exports: breaks by the name of the datapath. */
export type Breaks = Record<string, Break[]>
