/** Where cells of a verdict matrix are tried, from inside the pods of their callers. */
import type { TryCells } from '../../../arm/try-verdicts.ts'
import { DATABASE_PORT, TARGET_PORT } from '../../shared/ports.ts'
import type { Cell } from '../../shared/verdicts/cells.ts'
import { tryFromPods, type Target } from '../../shared/verdicts/try-from-pods.ts'
import type { ClusterApi } from '../api/connect.ts'
import { runOrderIn } from '../attempts/run-order.ts'
import type { MeshDatapath } from '../mesh/schema.ts'
import type { ArmNames } from '../workload/arm-names.ts'
import { serviceAddress } from '../workload/service-address.ts'
import { podOf, type WorkloadPod } from '../workload/workload-pods.ts'

export interface TryingSite {
  api: ClusterApi
  names: ArmNames
  pods: readonly WorkloadPod[]
  datapath: MeshDatapath
  servicePort: number
}

export const tryCellsOf = (site: TryingSite, targetOf: (cell: Cell) => Target): TryCells =>
  tryFromPods(targetOf, (from, order) => runOrderIn(site.api, podOf(site.pods, from), order))

/**
 * By address, because a policy may keep a pod from asking for names: at the address of the service, at which its callers reach it, and
 * for ports that it does not have at the address of its pod. Behind a gateway a service has no address of its own, only its name.
 */
export async function targetsFor(
  { api, names, pods, datapath, servicePort }: TryingSite,
  cells: readonly Cell[],
): Promise<(cell: Cell) => Target> {
  const called = [...new Set(cells.map(({ to }) => to))]
  const hostOf = (to: string) => `${to}.${names.namespaceOf(to)}`
  const isService = datapath.addressing === 'service'
  const addresses = new Map(
    await Promise.all(
      called.map(async (to): Promise<[string, string]> => {
        if (!isService) return [to, datapath.addressing === 'headless' ? podOf(pods, to).address : hostOf(to)]
        return [to, await serviceAddress(api, names, to)]
      }),
    ),
  )
  return ({ to, port, served, request, attempt }) => {
    if (served === 'nothing') return { host: podOf(pods, to).address, port, ask: 'look' }
    const host = addresses.get(to)!
    if (served === 'database') return { host, port: DATABASE_PORT, ask: 'database' }
    return {
      host,
      port: datapath.addressing === 'headless' ? TARGET_PORT : servicePort,
      ask: { ...request!, host: hostOf(to), headers: { ...attempt.http!.headers } },
    }
  }
}
