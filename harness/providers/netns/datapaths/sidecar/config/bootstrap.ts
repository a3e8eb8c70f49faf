/** The whole configuration of one sidecar in one static file, as istiod would compose it. */
import type { RbacFilters } from '../../../../../policy/envoy-rbac.ts'
import type { CertificateFiles } from '../../../identity/certificates.ts'
import type { MeshService } from '../../../envoy/istio.ts'
import type { Workload } from '../../../identity/workload.ts'
import {
  appCluster,
  blackHoleCluster,
  databaseCluster,
  inboundPassthroughCluster,
  passthroughCluster,
  serviceCluster,
} from '../../../envoy/config/clusters.ts'
import { virtualInbound } from './inbound.ts'
import { connectionLimit } from '../../../envoy/config/connection-limit.ts'
import type { Message } from '../../../envoy/config/message.ts'
import { databaseListener, servicePortListener, virtualOutbound } from './outbound.ts'
import { nodeIdOf, peerMetadata } from '../../../envoy/config/peer-metadata.ts'
import { statistics } from '../../../envoy/config/statistics.ts'

export interface SidecarConfig {
  workload: Workload
  /** All services of the mesh: Istio configures every proxy with all of them. */
  services: MeshService[]
  /** All databases of the mesh. */
  databases: MeshService[]
  adminSocket: string
  /** null without TLS. */
  certificates: CertificateFiles | null
  /** What AuthorizationPolicies make the proxy refuse. */
  authorization: RbacFilters
}

export const NO_AUTHORIZATION: RbacFilters = { http: [], network: [] }

/** Istio's value for "no limit" of connections in a resource monitor. Without a limit Envoy prints a warning at every start. */
const MOST_CONNECTIONS = 2_147_483_647

export function sidecarBootstrap({
  workload,
  services,
  databases,
  adminSocket,
  certificates,
  authorization,
}: SidecarConfig): Message {
  const metadata = peerMetadata(workload)
  return {
    node: { id: nodeIdOf(workload), cluster: `${workload.name}.${workload.namespace}` },
    // A unix socket needs no port in the pod, and the harness can use it without entering the pod's network namespace.
    admin: { address: { pipe: { path: adminSocket, mode: 0o600 } } },
    stats_config: statistics(databases.length > 0),
    overload_manager: connectionLimit(MOST_CONNECTIONS),
    static_resources: {
      listeners: [
        virtualOutbound(),
        servicePortListener(services, workload.namespace, metadata),
        ...databases.map(databaseListener),
        virtualInbound(workload, metadata, certificates, authorization),
      ],
      clusters: [
        blackHoleCluster(),
        passthroughCluster(),
        inboundPassthroughCluster(),
        ...(workload.serves === null ? [] : [appCluster(workload.serves)]),
        ...services.map((service) => serviceCluster(service, certificates)),
        ...databases.map((database) => databaseCluster(database, certificates)),
      ],
    },
  }
}
