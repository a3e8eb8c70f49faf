/** A node of network namespaces, as attempts see it. */
import type { AttemptSite } from '../../shared/attempts/make-attempts.ts'
import type { NodeSite } from '../datapath.ts'
import { runOrder } from './run-order.ts'

/** @param servicePort port at which the name of a service answers */
export const attemptSiteOf = (site: NodeSite, servicePort: number): AttemptSite => ({
  pods: site.pods.map(({ name, namespace, address }) => ({ name, namespace, address })),
  services: site.services.map(({ name, namespace, vip, pod }) => ({
    ...{ name, host: `${name}.${namespace}`, podAddress: pod.address, serviceAddress: vip },
  })),
  servicePort,
  run: (pod, what, order) =>
    runOrder(
      site,
      site.pods.find(({ name }) => name === pod)!,
      what,
      order,
    ),
})
