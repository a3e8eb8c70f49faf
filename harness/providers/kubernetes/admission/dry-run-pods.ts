/** Creates an arm's pods as a dry run: the API server returns each pod as admission changes it, or says why it refuses the pod. */
import type { V1Pod } from '@kubernetes/client-node'
import { messageOf } from '../../../errors.ts'
import type { Manifest } from '../api/manifest.ts'
import type { ClusterApi } from '../api/connect.ts'
import { atApi } from '../api/failure.ts'
import { workloadObjects, type WorkloadPlan } from '../workload/manifests.ts'
import type { AdmittedPod } from './pod-changes.ts'

export interface PodsShown {
  admitted: AdmittedPod[]
  /** Services whose pods are refused, with the message of the API server. */
  refused: { service: string; reason: string }[]
  /** Messages about webhooks that do not support a dry run. */
  unforeseen: string[]
}

/** Tries the first pod of each namespace, because admission depends on the namespace. The pod's service account must exist. */
export async function showPods(api: ClusterApi, plan: WorkloadPlan): Promise<PodsShown> {
  const deployments = workloadObjects(plan).filter(({ kind }) => kind === 'Deployment')
  const first = [...Map.groupBy(deployments, ({ metadata }) => metadata.namespace).values()].map(
    ([one]) => one!,
  )
  const shown: PodsShown = { admitted: [], refused: [], unforeseen: [] }
  await Promise.all(
    first.map(async (deployment) => {
      const service = deployment.metadata.name
      const namespace = deployment.metadata.namespace!
      try {
        const pod = await atApi(
          `make a pod of ${service} in ${namespace}`,
          api.core.createNamespacedPod({ namespace, body: podOf(deployment), dryRun: 'All' }),
        )
        shown.admitted.push({ service, pod })
      } catch (error) {
        const reason = messageOf(error)
        if (NO_DRY_RUN.test(reason)) shown.unforeseen.push(reason)
        else shown.refused.push({ service, reason })
      }
    }),
  )
  return shown
}

/** The API server's message for a webhook with side effects. It is known by its text only: the error has no reason code (k8s.io/apiserver, NewDryRunUnsupportedErr). */
const NO_DRY_RUN = /does not support dry run/

function podOf({ metadata, spec }: Manifest): V1Pod {
  const { template } = spec as { template: { metadata: object; spec: object } }
  const pod: unknown = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...template.metadata, name: metadata.name, namespace: metadata.namespace },
    spec: template.spec,
  }
  return pod as V1Pod
}
