/** Names and labels of an arm's objects on a cluster: pure, so that they can be read before anything is made. */
import type { ArmSpec, Call, Topology } from '../../../scenario/schema.ts'
import { CLIENT, CLIENT_NAMESPACE, serviceOf } from '../../../scenario/topology.ts'
import { namespaceName } from '../../../system/run-names.ts'

export const RUN_LABEL = 'hopbench.dev/run'
export const ARM_LABEL = 'hopbench.dev/arm'
/** Namespace of the arm's objects that belong to no namespace of the topology; no topology's can have this name with a dash. */
const UNINJECTED_NAMESPACE = 'stranger-'
const FILLERS = 'fillers-'

export interface ArmNames {
  /** Namespace on the cluster for each namespace of the topology, the client's included. */
  namespaces: Map<string, string>
  /** A pod outside the mesh, for proofs; and services that nobody calls. */
  uninjectedNamespace: string
  fillers: string
  /** Labels of everything of this arm. */
  labels: Record<string, string>
  namespaceOf: (pod: string) => string
  /** Host name of a call as written by a program of this pod. */
  hostOf: (caller: string, call: Call) => string
}

export function armNames(runId: string, arm: ArmSpec, topology: Topology): ArmNames {
  const written = [CLIENT_NAMESPACE, ...Object.values(topology.services).map(({ namespace }) => namespace)]
  const onCluster = (namespace: string) => namespaceName(runId, arm.name, namespace)
  const namespaces = new Map(written.map((namespace) => [namespace, onCluster(namespace)]))
  const namespaceOf = (pod: string) =>
    namespaces.get(pod === CLIENT ? CLIENT_NAMESPACE : topology.services[pod]!.namespace)!
  return {
    namespaces,
    uninjectedNamespace: onCluster(UNINJECTED_NAMESPACE),
    fillers: onCluster(FILLERS),
    labels: { [RUN_LABEL]: runId, [ARM_LABEL]: arm.name },
    namespaceOf,
    hostOf(caller, { call }) {
      const service = serviceOf(call)
      // A bare name stays one: it takes one look-up fewer, as on network namespaces.
      return namespaceOf(caller) === namespaceOf(service) && call === service
        ? service
        : `${service}.${namespaceOf(service)}`
    },
  }
}
