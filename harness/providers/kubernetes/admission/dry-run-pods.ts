/** Shows an arm's pods to the API server, which keeps none of them: what it makes of them, or why it refuses them. */
import type { V1Pod } from '@kubernetes/client-node'
import { messageOf } from '../../../errors.ts'
import type { Manifest } from '../api/manifest.ts'
import type { ClusterApi } from '../api/connect.ts'
import { atApi } from '../api/failure.ts'
import { workloadObjects, type WorkloadPlan } from '../workload/manifests.ts'
import type { AdmittedPod } from './pod-changes.ts'

export interface PodsShown {
  admitted: AdmittedPod[]
  /** Pods that are refused, with the server's words. */
  refused: { service: string; words: string }[]
  /** Words of a webhook that cannot be asked what it would do. */
  unforeseen: string[]
}

/** The first pod of each namespace: what admission does goes by namespace. Its service account has to be there. */
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
        const words = messageOf(error)
        if (CANNOT_BE_ASKED.test(words)) shown.unforeseen.push(words)
        else shown.refused.push({ service, words })
      }
    }),
  )
  return shown
}

/** What an API server answers for a webhook with side effects; it has no reason of its own (k8s.io/apiserver, NewDryRunUnsupportedErr). */
const CANNOT_BE_ASKED = /does not support dry run/

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
