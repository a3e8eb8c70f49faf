import type { NodeSite } from '../../../datapath.ts'
import type { Breaks } from '../../../testing/break.ts'
import { vethProgram } from '../claims.ts'
import type { InstalledEbpf } from '../index.ts'

/** The service that calls nobody: programs at its veth see no query for a name. */
const last = (site: NodeSite) => site.services.at(-1)!

export const breaks: Breaks = {
  ebpf: [
    {
      // Pages go on through the stack of the node; and the policy, by the program at the other pod's veth.
      what: 'a program that was detached from the veth of one pod',
      breakIt: (site, installed) =>
        (installed as InstalledEbpf).loader.send([`detach from_pod:${last(site).name}`]),
      found: (site) => [`from_pod:${last(site).name}`, vethProgram(last(site).pod)],
    },
  ],
}
