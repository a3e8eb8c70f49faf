/** The world that policies are judged in: namespaces, pods, and what lies outside of the cluster. Plain data. */

export type Labels = Readonly<Record<string, string>>

export interface World {
  /** Labels of each namespace. Kubernetes' own label with the name of the namespace is added where labels are compared. */
  namespaces: Readonly<Record<string, Labels>>
  /** The pods, by a name that no other pod of the world has. */
  pods: Readonly<Record<string, WorldPod>>
  /** Istio's root namespace: its AuthorizationPolicies are in force in all namespaces. */
  rootNamespace: string
  /** First part of every mesh identity: "cluster.local". */
  trustDomain: string
}

export interface WorldPod {
  namespace: string
  labels: Labels
  address: string
  ports: readonly NamedPort[]
  /** Name of its service account, which its mesh identity is made of. */
  serviceAccount: string
  /** A pod in the node's own network has the node's identity: no policy selects it, and no selector of peers finds it. */
  hostNetwork?: boolean
  /** null: the pod has no sidecar. */
  mesh: MeshMembership | null
}

export interface NamedPort {
  name: string
  port: number
  protocol: Protocol
}

export interface MeshMembership {
  /** How the sidecar takes calls (PeerAuthentication): mutual TLS only, both, or plaintext only. */
  mutualTls: 'strict' | 'permissive' | 'disabled'
}

export type Protocol = 'TCP' | 'UDP' | 'SCTP'

/** One end of an attempt, as a person names it. */
export type End = { kind: 'pod'; pod: string } | { kind: 'host' } | { kind: 'outside'; address: string }

/** One end as a datapath by identity knows it: a pod of the node's network is the node. */
export type Identity =
  { kind: 'pod'; name: string; pod: WorldPod } | { kind: 'host' } | { kind: 'outside'; address: string }

/** The label that Kubernetes gives every namespace (KEP-2161); nobody can remove it. */
export const NAMESPACE_NAME = 'kubernetes.io/metadata.name'

/** @throws Error for a pod that the world does not have */
export function identityOf(world: World, end: End): Identity {
  if (end.kind !== 'pod') return end
  const pod = podOf(world, end.pod)
  return pod.hostNetwork === true ? { kind: 'host' } : { kind: 'pod', name: end.pod, pod }
}

/** @throws Error for a pod that the world does not have */
export function podOf(world: World, name: string): WorldPod {
  const pod = Object.hasOwn(world.pods, name) ? world.pods[name] : undefined
  if (pod === undefined) throw new Error(`the world has no pod ${name}`)
  return pod
}
