/** The loader's flow records, with names of pods in place of identities. */
import type { Flow, LoaderAnswers } from '../../bpf/loader.ts'
import type { NodeSite } from '../../datapath.ts'
import { identityOf } from './tables.ts'

/** Flows between two pods. An end that is not a pod is given by the number of its identity. */
export type FlowBetweenPods = Omit<Flow, 'source' | 'destination'> & {
  from: string | number
  to: string | number
}

export function flowsBetweenPods(site: NodeSite, { flows }: LoaderAnswers['flows']): FlowBetweenPods[] {
  const names = new Map(site.pods.map((pod) => [identityOf(site, pod), pod.name]))
  const nameOf = (identity: number) => names.get(identity) ?? identity
  return flows.map(({ source, destination, ...flow }) => ({
    from: nameOf(source),
    to: nameOf(destination),
    ...flow,
  }))
}
