/** Describes an arm in a cluster from its running pods: images by digest, how names resolve, the network of its pods. */
import type { Fidelity } from '../../../results/record.ts'
import { describeLimits } from '../api/cpu-limit.ts'
import type { Cluster } from '../cluster.ts'
import { computeFidelity } from './fidelity.ts'
import { imagesOf } from './images.ts'
import { wantsUnchangedPods } from '../mesh/wants-unchanged-pods.ts'
import type { LoadedMesh } from '../mesh/load-mesh.ts'
import type { MeshDatapath } from '../mesh/schema.ts'
import { APP_CONTAINER, isOutside } from '../workload/manifests.ts'
import { readPodNetworks } from '../workload/pod-networks.ts'
import type { WorkloadPod } from '../workload/workload-pods.ts'

/** Called once the pods run, because only then the injected containers are known. */
export async function describeArm(
  { cluster, mesh, datapath }: { cluster: Cluster; mesh: LoadedMesh; datapath: MeshDatapath },
  pods: WorkloadPod[],
): Promise<{ fidelity: Fidelity; settings: Record<string, string> }> {
  const images = await imagesOf(cluster.api, mesh.components, pods)
  return {
    fidelity: computeFidelity({
      ...{ mesh, datapath, ...cluster.differences, images },
      foreignContainers: wantsUnchangedPods(datapath) ? injectedContainers(pods) : [],
    }),
    settings: {
      cluster: cluster.name,
      'names resolve to': describeAddressing(datapath),
      ...cluster.settings,
      'CPU limits': describeLimits(pods.filter(({ service }) => !isOutside(service))),
      ...(await readPodNetworks(cluster, pods)),
      ...(images.length > 0 && { 'images that run': describeImages(images) }),
    },
  }
}

/** The names of containers that the cluster injected into pods of the arm. */
const injectedContainers = (pods: WorkloadPod[]): string[] => [
  ...new Set(
    pods
      .filter(({ service }) => !isOutside(service))
      .flatMap(({ containers }) => containers.map(({ name }) => name))
      .filter((name) => name !== APP_CONTAINER),
  ),
]

/** Lists images by name and digest, because a tag can be moved to another image. */
const describeImages = (images: { image: string; id: string }[]): string =>
  [...new Set(images.map(({ image, id }) => `${image} (${id.replace(/^.*@/, '').slice(0, 19)})`))].join(', ')

function describeAddressing({ addressing }: MeshDatapath): string {
  if (addressing === 'service') return 'service addresses (ClusterIP)'
  if (addressing === 'headless') return 'pod addresses (headless services)'
  return `the gateway ${addressing.gateway.namespace}/${addressing.gateway.service}`
}
