/** The images that carry an arm's calls: of the proxies injected into its pods, and of the mesh's components in its cluster. */
import type { ClusterApi } from '../api/connect.ts'
import type { Component } from '../mesh/schema.ts'
import { atApi } from '../api/failure.ts'
import { runningContainers, type WorkloadPod } from '../workload/workload-pods.ts'

/** Image names and digests as the API server has them. The images of hopbench's own containers are not included. */
export async function imagesOf(
  api: ClusterApi,
  components: Component[],
  pods: WorkloadPod[],
): Promise<{ image: string; id: string }[]> {
  const injected = pods
    .flatMap(({ containers }) => containers)
    .filter(({ role }) => role === 'proxy')
    .map(({ image, imageId }) => ({ image, id: imageId }))
  const installed = await Promise.all(
    components.map(async ({ name, namespace, selector }) => {
      const { items } = await atApi(
        `list pods of ${name}`,
        api.core.listNamespacedPod({ namespace, labelSelector: selector }),
      )
      return items.flatMap(runningContainers).map(({ image, imageID }) => ({ image, id: imageID }))
    }),
  )
  return [...injected, ...installed.flat()]
}
