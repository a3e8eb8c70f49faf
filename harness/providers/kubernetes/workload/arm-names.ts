/** The names and labels of an arm's objects on a cluster. Pure, so they are known before anything is made. */
import type { Stranger } from '../../../scenario/attempts.ts'
import type { ArmSpec, Call, Topology } from '../../../scenario/schema.ts'
import { CLIENT, CLIENT_NAMESPACE, serviceOf } from '../../../scenario/topology.ts'
import { namespaceName } from '../../../system/run-names.ts'

export const RUN_LABEL = 'hopbench.dev/run'
export const ARM_LABEL = 'hopbench.dev/arm'
/** Namespaces for objects of the arm that belong to no namespace of the topology. The dash at the end cannot occur in a topology. */
const UNINJECTED_NAMESPACE = 'stranger-'
const COLLECTOR_NAMESPACE = 'collector-'
const FILLERS = 'fillers-'

/** Name of the headless service whose name resolves to the address of a service's pod. */
export const podNameOf = (service: string): string => `${service}-pod`

export interface ArmNames {
  /** The namespace on the cluster for each namespace of the topology, including those of the client and of strangers. */
  namespaces: Map<string, string>
  /** Namespace of the uninjected pod, which proofs use as a caller outside the mesh. */
  uninjectedNamespace: string
  /** Namespace of the pod that counts what proxies make visible. */
  collectorNamespace: string
  /** Namespace of the services that nobody calls. */
  fillers: string
  /** Labels of all objects of this arm. */
  labels: Record<string, string>
  namespaceOf: (pod: string) => string
  /** The host name that a program in the caller's pod uses for a call, or for a query. */
  hostOf: (caller: string, call: Pick<Call, 'call'>) => string
  /** The host name that stands for the address of a service's pod: configurations are made before pods have addresses. */
  podHostOf: (call: Pick<Call, 'call'>) => string
}

/**
 * @param allQualified whether no caller may use a bare name: a gateway that several arms share tells them apart by the qualified ones
 * @param strangers pods beside the topology, whose namespaces are the arm's as well
 */
export function armNames(
  runId: string,
  arm: ArmSpec,
  topology: Topology,
  { allQualified = false, strangers = [] }: { allQualified?: boolean; strangers?: readonly Stranger[] } = {},
): ArmNames {
  const others = Object.fromEntries(strangers.map((stranger) => [stranger.name, stranger]))
  const pods = { ...topology.services, ...topology.databases, ...others }
  const written = [CLIENT_NAMESPACE, ...Object.values(pods).map(({ namespace }) => namespace)]
  const onCluster = (namespace: string) => namespaceName(runId, arm.name, namespace)
  const namespaces = new Map(written.map((namespace) => [namespace, onCluster(namespace)]))
  const namespaceOf = (pod: string) =>
    namespaces.get(pod === CLIENT ? CLIENT_NAMESPACE : pods[pod]!.namespace)!
  return {
    namespaces,
    uninjectedNamespace: onCluster(UNINJECTED_NAMESPACE),
    collectorNamespace: onCluster(COLLECTOR_NAMESPACE),
    fillers: onCluster(FILLERS),
    labels: { [RUN_LABEL]: runId, [ARM_LABEL]: arm.name },
    namespaceOf,
    hostOf(caller, { call }) {
      const service = serviceOf(call)
      // A bare name in the scenario stays bare: it takes one DNS query less, as on network namespaces.
      return !allQualified && namespaceOf(caller) === namespaceOf(service) && call === service
        ? service
        : `${service}.${namespaceOf(service)}`
    },
    podHostOf({ call }) {
      const service = serviceOf(call)
      return `${podNameOf(service)}.${namespaceOf(service)}`
    },
  }
}
