/** Removes the pods of an arm. Its namespaces and services stay for the next bring-up, until the end of the cluster or the run. */
import { waitFor } from '../../../system/wait.ts'
import type { ClusterApi } from '../api/connect.ts'
import { atApi } from '../api/failure.ts'
import type { Cluster } from '../cluster.ts'
import { RUN_LABEL, type ArmNames } from './arm-names.ts'
import { selectorOf } from './workload-pods.ts'

/**
 * Not 0: objects that are gone before their programs are no sign that all is gone. Controllers that were away with their API server
 * made new pods after such a removal, and the next pods of the arm shared their service with them.
 */
const GRACE_SECONDS = 1
/** A pod is gone some time after its grace period. A proxy that drains may need some tens of seconds, as its mesh configures. */
const GONE_WITHIN_MS = 90_000

/** Each question costs the API server a connection, on the cores that the kubelet needs to end the pods. */
const ASK_EVERY_MS = 1000

/** Removes deployments before replica sets and pods, so that no pod is created again. Returns when the last pod has gone. */
export async function removeWorkload({ api }: Cluster, names: ArmNames): Promise<void> {
  const labelSelector = selectorOf(names)
  await Promise.all(
    [...names.namespaces.values(), names.uninjectedNamespace, names.collectorNamespace].map(
      async (namespace) => {
        const all = { namespace, labelSelector }
        await atApi(`remove deployments of ${namespace}`, api.apps.deleteCollectionNamespacedDeployment(all))
        await atApi(`remove replica sets of ${namespace}`, api.apps.deleteCollectionNamespacedReplicaSet(all))
        await atApi(
          `remove pods of ${namespace}`,
          api.core.deleteCollectionNamespacedPod({ ...all, gracePeriodSeconds: GRACE_SECONDS }),
        )
        await waitFor(
          `pods of ${namespace} to end`,
          GONE_WITHIN_MS,
          async () => (await api.core.listNamespacedPod(all)).items.length === 0 || undefined,
          ASK_EVERY_MS,
        )
      },
    ),
  )
}

/** Removes the namespaces of a run, or of all runs, with everything in them. Returns when they have gone. */
export async function removeNamespaces(api: ClusterApi, runId?: string): Promise<void> {
  const labelSelector = runId === undefined ? RUN_LABEL : `${RUN_LABEL}=${runId}`
  const { items } = await atApi('list namespaces of the run', api.core.listNamespace({ labelSelector }))
  for (const { metadata } of items)
    await atApi(
      `remove namespace ${metadata?.name ?? ''}`,
      api.core.deleteNamespace({ name: metadata?.name ?? '' }),
    )
  await waitFor(
    'the namespaces of the run to be removed',
    GONE_WITHIN_MS,
    async () => (await api.core.listNamespace({ labelSelector })).items.length === 0 || undefined,
    500,
  )
}
