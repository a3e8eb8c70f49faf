/** What the proxies in an arm's pods reserve on their nodes. Pure. */
import type { Reservations } from '../../../results/record.ts'
import { isOutside } from '../workload/manifests.ts'
import type { WorkloadPod } from '../workload/workload-pods.ts'

/** The requests of every proxy beside a service or the client. Proxies that pods share, such as ztunnel, are not among them. */
export const reservationsOf = (
  pods: readonly Pick<WorkloadPod, 'service' | 'containers'>[],
): Reservations => ({
  proxies: pods
    .filter(({ service }) => !isOutside(service))
    .flatMap(({ service, containers }) =>
      containers
        .filter(({ role }) => role === 'proxy')
        .map(({ name, requests }) => ({ pod: service, container: name, ...requests })),
    ),
})
