/** The identity that a workload shows to its peers, in Istio's form (SPIFFE). */

export const TRUST_DOMAIN = 'cluster.local'

/** A pod with a proxy: the client, or the pod of a service. */
export interface Workload {
  name: string
  namespace: string
  address: string
  /** The port at which other pods call it; null where nobody does. */
  serves: number | null
}

/** SPIFFE identity of a workload. Each workload has its own service account, named after the workload. */
export const spiffeIdOf = (workload: { name: string; namespace: string }): string =>
  `spiffe://${TRUST_DOMAIN}/ns/${workload.namespace}/sa/${workload.name}`
