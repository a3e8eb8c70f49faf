import type { NodeSite } from '../../../datapath.ts'
import type { Breaks } from '../../../testing/break.ts'
import { vethProgram } from '../claims.ts'
import type { InstalledEbpf } from '../index.ts'

/** The service that calls no other service, so the programs at its veth see no DNS query. */
const last = (site: NodeSite) => site.services.at(-1)!

export const breaks: Breaks = {
  ebpf: [
    {
      // Pages then pass through the node's network stack, and the program at the other pod's veth enforces the policy.
      what: 'a program that was detached from the veth of one pod',
      breakIt: (site, installed) =>
        (installed as InstalledEbpf).loader.send([`detach from_pod:${last(site).name}`]),
      found: (site) => [`from_pod:${last(site).name}`, vethProgram(last(site).pod)],
    },
  ],
}
