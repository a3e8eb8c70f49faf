/** What this machine lacks for some datapaths on network namespaces. */
import { probeNeeds, type NeedName } from '../../system/needs.ts'
import type { Missing } from '../provider.ts'
import type { NetnsDatapath } from './datapath.ts'

/** Needs of a node itself, whatever datapath runs on it. */
const NODE_NEEDS: readonly NeedName[] = ['linux', 'root', 'netns', 'cgroup2', 'tools', 'dnsmasq']

/** Probes this machine; empty means that all of these datapaths can run. */
export async function missingNeeds(datapaths: NetnsDatapath[]): Promise<Missing[]> {
  const needed = new Set([...NODE_NEEDS, ...datapaths.flatMap((datapath) => datapath.needs)])
  const needs = await probeNeeds([...needed])
  return needs
    .filter((need) => need.problem !== null && need.blockedBy === null)
    .map((need) => ({
      what: `${need.title}: ${need.problem ?? ''}`,
      advice: need.advice,
      datapaths: datapaths
        .filter((datapath) => NODE_NEEDS.includes(need.name) || datapath.needs.includes(need.name))
        .map((datapath) => datapath.name),
    }))
}
