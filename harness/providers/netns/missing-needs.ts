/** Finds what this machine lacks for some datapaths on network namespaces. */
import { probeNeeds, type NeedName } from '../../system/needs.ts'
import type { Missing } from '../provider.ts'
import type { NetnsDescription } from './datapath.ts'

/** Needs of every node, independent of the datapath. */
const NODE_NEEDS: readonly NeedName[] = ['linux', 'root', 'netns', 'cgroup2', 'tools', 'dnsmasq']

/** Adds the needs of every node to the needs of a datapath. */
export const withNodeNeeds = (description: NetnsDescription): NetnsDescription => ({
  ...description,
  needs: [...NODE_NEEDS, ...description.needs],
})

/** Probes this machine. An empty list means that all of these datapaths can run. */
export async function missingNeeds(datapaths: readonly NetnsDescription[]): Promise<Missing[]> {
  const needs = await probeNeeds([...new Set(datapaths.flatMap((datapath) => datapath.needs))])
  return needs
    .filter((need) => need.problem !== null && need.blockedBy === null)
    .map((need) => ({
      what: `${need.title}: ${need.problem ?? ''}`,
      advice: need.advice,
      datapaths: datapaths.filter(({ needs }) => needs.includes(need.name)).map(({ name }) => name),
    }))
}
