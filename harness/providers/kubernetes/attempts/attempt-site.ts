/** An arm on a cluster, as attempts see it. */
import type { AttemptSite } from '../../shared/attempts/make-attempts.ts'
import type { ClusterApi } from '../api/connect.ts'
import type { MeshDatapath } from '../mesh/schema.ts'
import type { ArmNames } from '../workload/arm-names.ts'
import { serviceAddress } from '../workload/service-address.ts'
import { podOf, type WorkloadPod } from '../workload/workload-pods.ts'
import { runOrderIn } from './run-order.ts'

export interface TriedArm {
  api: ClusterApi
  names: ArmNames
  /** Of the topology, and its strangers. */
  pods: readonly WorkloadPod[]
  datapath: MeshDatapath
  /** Names of the services. */
  services: readonly string[]
  servicePort: number
}

/** @throws BenchError where the API server does not tell the addresses of services */
export async function attemptSiteOf({
  api,
  names,
  pods,
  datapath: { addressing },
  services,
  servicePort,
}: TriedArm): Promise<AttemptSite> {
  return {
    pods: pods.map(({ service: name, namespace, address }) => ({ name, namespace, address })),
    services: await Promise.all(
      services.map(async (name) => ({
        name,
        host: `${name}.${names.namespaceOf(name)}`,
        podAddress: podOf(pods, name).address,
        // The name of a headless service is its pod's address; behind a gateway the name is that of the gateway.
        ...(addressing === 'service' && { serviceAddress: await serviceAddress(api, names, name) }),
      })),
    ),
    servicePort,
    run: (pod, _, order) => runOrderIn(api, podOf(pods, pod), order),
  }
}
