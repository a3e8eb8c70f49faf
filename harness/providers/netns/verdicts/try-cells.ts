/** Tries cells of a verdict matrix from inside the pods of their callers. */
import type { TryCells } from '../../../arm/try-verdicts.ts'
import type { MadeTry } from '../../../flows/attempts-made.ts'
import type { VerdictCell } from '../../../results/verdicts.ts'
import { runOrder } from '../attempts/run-order.ts'
import { DATABASE_PORT, SERVICE_PORT, TARGET_PORT, type NetnsDatapath, type NodeSite } from '../datapath.ts'
import type { Order } from '../../shared/attempts/order.ts'
import type { Cell } from '../../shared/verdicts/cells.ts'

/** Between two tries of a pod: all at once would be hundreds of connections in the same moment. */
const EVERY_MS = 2
/** Pods that try at the same time; each is a Node process of 60 ms of CPU. */
const PODS_AT_ONCE = 4

/**
 * By address, because a policy may keep a pod from asking for names: at the address of the service, at which its callers reach it, and
 * for ports that it does not have at the address of its pod.
 */
export const tryFromPods =
  (site: NodeSite, namesResolveTo: NetnsDatapath['namesResolveTo']): TryCells =>
  async (cells) => {
    const groups = [...Map.groupBy(cells as readonly Cell[], ({ from }) => from)]
    const found = new Map<VerdictCell, MadeTry>()
    while (groups.length > 0)
      await Promise.all(
        groups.splice(0, PODS_AT_ONCE).map(async ([from, own]) => {
          const pod = site.pods.find(({ name }) => name === from)!
          const targets = own.map((cell) => targetOf(site, namesResolveTo, cell))
          const tried = await runOrder(site, pod, 'verdicts', { targets, times: 1, everyMs: EVERY_MS })
          for (const { target, ...made } of tried) found.set(own[target]!, made)
        }),
      )
    return cells.map((cell) => found.get(cell)!)
  }

function targetOf(
  { services, databases, gateways }: NodeSite,
  namesResolveTo: NetnsDatapath['namesResolveTo'],
  { to, port, served, request, attempt }: Cell,
): Order['targets'][number] {
  const { vip, pod } = [...services, ...databases].find(({ name }) => name === to)!
  const toPod = namesResolveTo === 'pod'
  switch (served) {
    case 'nothing':
      return { host: pod.address, port, ask: 'look' }
    case 'database':
      return { host: toPod ? pod.address : vip, port: DATABASE_PORT, ask: 'database' }
    case 'http': {
      const ask = { ...request!, host: attempt.http!.host, headers: { ...attempt.http!.headers } }
      if (toPod) return { host: pod.address, port: TARGET_PORT, ask }
      return { host: namesResolveTo === 'gateways' ? gateways!.vip : vip, port: SERVICE_PORT, ask }
    }
  }
}
