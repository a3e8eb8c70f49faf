/** Who a workload is to its peers, as Istio names it (SPIFFE). */

export const TRUST_DOMAIN = 'cluster.local'

/** A pod with a proxy: the client, or the pod of a service. */
export interface Workload {
  name: string
  namespace: string
  address: string
  /** Whether other pods call it. */
  serves: boolean
}

/** Identity of a workload: a service account of its own each, named after it. */
export const spiffeIdOf = (workload: { name: string; namespace: string }): string =>
  `spiffe://${TRUST_DOMAIN}/ns/${workload.namespace}/sa/${workload.name}`
