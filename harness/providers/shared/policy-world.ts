/** The world that policies of a scenario are judged in: its pods with the labels, ports and accounts that Kubernetes would give them. */
import type { MeshMembership, World, WorldPod } from '../../policy/world.ts'
import type { Topology } from '../../scenario/schema.ts'
import { CLIENT, CLIENT_NAMESPACE, DNS } from '../../scenario/topology.ts'
import { DATABASE_PORT, TARGET_PORT } from './ports.ts'

export interface WorldFacts {
  /** Membership of all pods but the DNS server's and of strangers outside the mesh; null for a datapath without sidecars. */
  mesh: MeshMembership | null
  /** Pods beside the topology; none where absent. */
  strangers?: readonly { name: string; namespace: string; inMesh: boolean }[]
  /** Address of a pod, by the names of `World.pods`. */
  addressOf: (pod: string) => string
}

export const DNS_NAMESPACE = 'kube-system'
/** Where istiod is installed by default: AuthorizationPolicies there hold in the whole mesh. */
export const ROOT_NAMESPACE = 'istio-system'
/** As kubeadm labels the pods of CoreDNS, which policies that let DNS through select. */
const DNS_LABELS = { 'k8s-app': 'kube-dns' }
const DNS_ACCOUNT = 'coredns'
const DNS_PORT = 53

/** Pods are named as in an arm: the services, the databases, the strangers, "client" and "dns". Pods of kind have labels of their run besides these. */
export function worldOf(
  { services, databases = {} }: Topology,
  { mesh, strangers = [], addressOf }: WorldFacts,
): World {
  const pod = (name: string, namespace: string, ports: WorldPod['ports']): WorldPod => ({
    namespace,
    labels: { app: name, version: 'v1' },
    address: addressOf(name),
    ports,
    serviceAccount: name,
    mesh,
  })
  const http: WorldPod['ports'] = [{ name: 'http', port: TARGET_PORT, protocol: 'TCP' }]
  const postgres: WorldPod['ports'] = [{ name: 'tcp-postgres', port: DATABASE_PORT, protocol: 'TCP' }]
  const servers = [
    ...Object.entries(services).map(([name, { namespace }]) => ({ name, namespace, ports: http })),
    ...Object.entries(databases).map(([name, { namespace }]) => ({ name, namespace, ports: postgres })),
  ]
  const others = [...servers, ...strangers]
  const namespaces = [CLIENT_NAMESPACE, DNS_NAMESPACE, ...others.map(({ namespace }) => namespace)]
  return {
    namespaces: Object.fromEntries(namespaces.map((name) => [name, {}])),
    pods: {
      [CLIENT]: pod(CLIENT, CLIENT_NAMESPACE, []),
      [DNS]: {
        namespace: DNS_NAMESPACE,
        labels: DNS_LABELS,
        address: addressOf(DNS),
        ports: [
          { name: 'dns', port: DNS_PORT, protocol: 'UDP' },
          { name: 'dns-tcp', port: DNS_PORT, protocol: 'TCP' },
        ],
        serviceAccount: DNS_ACCOUNT,
        mesh: null,
      },
      ...Object.fromEntries(servers.map(({ name, namespace, ports }) => [name, pod(name, namespace, ports)])),
      ...Object.fromEntries(
        strangers.map(({ name, namespace, inMesh }) => [
          name,
          { ...pod(name, namespace, []), ...(!inMesh && { mesh: null }) },
        ]),
      ),
    },
    rootNamespace: ROOT_NAMESPACE,
    trustDomain: 'cluster.local',
  }
}
