/** Where counters of proxies are read: in every pod of the arm that has one, or in the pods of a component. */
import type { Sight } from '../mesh/sight-schema.ts'
import type { ArmProofSite } from '../proofs/arm-proof-site.ts'
import { createReader, isOfPod, sumOf } from '../proofs/reader.ts'
import { targetsOf } from '../proofs/targets.ts'
import { isOutside } from '../workload/manifests.ts'
import type { WorkloadPod } from '../workload/workload-pods.ts'

type Taken = Extract<NonNullable<Sight['counts']>, { taken: object }>['taken']

/** The pods of the arm that have a proxy. */
export const proxiedPods = ({ pods }: Pick<ArmProofSite, 'pods'>): WorkloadPod[] =>
  pods.filter(({ service }) => !isOutside(service))

/** Requests that the proxies took so far, by their own count. */
export async function requestsTaken(site: ArmProofSite, { read, sum }: Taken): Promise<number> {
  const reader = createReader(site)
  const { topology, names } = site
  const [client, ...services] = [
    ...targetsOf('arm', topology, names),
    ...targetsOf('service', topology, names),
  ]
  const counts = await Promise.all(
    (isOfPod(read) ? [client!, ...services] : [client!]).map(async (target) =>
      sumOf((await reader.read(read, target)) ?? '', sum),
    ),
  )
  return counts.reduce((total, count) => total + count, 0)
}
