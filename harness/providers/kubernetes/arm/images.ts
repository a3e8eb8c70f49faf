/** Which images carry an arm: those injected into its pods, and those of the components installed in its cluster. */
import type { ClusterApi } from '../api/connect.ts'
import type { Component } from '../mesh/schema.ts'
import { atApi } from '../api/failure.ts'
import { runningContainers, type WorkloadPod } from '../workload/workload-pods.ts'

/** As the API server names them, with their digests; images of ours are none of the mesh. */
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
