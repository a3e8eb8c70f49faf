/** Where cells of a verdict matrix are tried, from inside the pods of their callers. */
import type { TryCells } from '../../../arm/try-verdicts.ts'
import { runOrder } from '../attempts/run-order.ts'
import { DATABASE_PORT, SERVICE_PORT, TARGET_PORT, type NetnsDatapath, type NodeSite } from '../datapath.ts'
import type { Cell } from '../../shared/verdicts/cells.ts'
import { tryFromPods, type Target } from '../../shared/verdicts/try-from-pods.ts'

export const tryCellsOf = (site: NodeSite, namesResolveTo: NetnsDatapath['namesResolveTo']): TryCells =>
  tryFromPods(
    (cell) => targetOf(site, namesResolveTo, cell),
    (from, order) =>
      runOrder(
        site,
        site.pods.find(({ name }) => name === from)!,
        'verdicts',
        order,
      ),
  )

/**
 * By address, because a policy may keep a pod from asking for names: at the address of the service, at which its callers reach it, and
 * for ports that it does not have at the address of its pod.
 */
function targetOf(
  { services, databases, gateways }: NodeSite,
  namesResolveTo: NetnsDatapath['namesResolveTo'],
  { to, port, served, request, attempt }: Cell,
): Target {
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
