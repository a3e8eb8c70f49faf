/** Lists the objects that affect new pods of a cluster: webhooks, limit ranges, network policies. Null where this user may not list them. */
import {
  AdmissionregistrationV1Api,
  NetworkingV1Api,
  type V1LimitRange,
  type V1MutatingWebhookConfiguration,
  type V1NetworkPolicy,
} from '@kubernetes/client-node'
import type { ClusterApi } from '../api/connect.ts'
import { atApi, statusOf } from '../api/failure.ts'

export const mutatingWebhooks = (api: ClusterApi): Promise<V1MutatingWebhookConfiguration[] | null> =>
  ifAllowed(
    'list mutating webhooks',
    api.kubeConfig.makeApiClient(AdmissionregistrationV1Api).listMutatingWebhookConfiguration(),
  )

export const limitRangesIn = (api: ClusterApi, namespaces: string[]): Promise<V1LimitRange[] | null> =>
  inEach(namespaces, (namespace) =>
    ifAllowed(`list limit ranges of ${namespace}`, api.core.listNamespacedLimitRange({ namespace })),
  )

export function policiesIn(api: ClusterApi, namespaces: string[]): Promise<V1NetworkPolicy[] | null> {
  const networking = api.kubeConfig.makeApiClient(NetworkingV1Api)
  return inEach(namespaces, (namespace) =>
    ifAllowed(`list network policies of ${namespace}`, networking.listNamespacedNetworkPolicy({ namespace })),
  )
}

async function inEach<T>(
  namespaces: string[],
  list: (namespace: string) => Promise<T[] | null>,
): Promise<T[] | null> {
  const lists = await Promise.all(namespaces.map(list))
  return lists.some((items) => items === null) ? null : lists.flatMap((items) => items ?? [])
}

async function ifAllowed<T>(what: string, listing: Promise<{ items: T[] }>): Promise<T[] | null> {
  try {
    return (await atApi(what, listing)).items
  } catch (error) {
    if (statusOf(error) === 403) return null
    throw error
  }
}
