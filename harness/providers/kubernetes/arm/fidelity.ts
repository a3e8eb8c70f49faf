/** How close an arm is to the product it is named after, computed from what runs and not from what was requested. Pure. */
import type { Fidelity } from '../../../results/record/descriptor.ts'
import { BASELINE } from '../../../scenario/arms.ts'
import { NOT_YET_RUN, productOf } from '../mesh/known-before.ts'
import type { Mesh, MeshDatapath } from '../mesh/schema.ts'

export interface RunningMesh {
  mesh: Mesh
  datapath: MeshDatapath
  /** Images of the mesh's containers: the name that the node uses, and the digest. */
  images: { image: string; id: string }[]
  /** Containers that the cluster injected into the pods of an arm that wants no injection. */
  foreignContainers: string[]
  /** Charts with another version than the pinned one: "istiod 1.0.0 instead of 1.30.3". */
  otherCharts: string[]
  /** The user's values files, which override those of the mesh. */
  userValues: string[]
  /** The node image where it differs from the pinned image; null where it is the same, or where hopbench did not make the nodes. */
  otherNodeImage: string | null
}

/** "As shipped" only when everything that runs equals the pins. */
export function computeFidelity(running: RunningMesh): Fidelity {
  const { mesh, datapath, images, foreignContainers, otherCharts, userValues, otherNodeImage } = running
  const unpinned = [...new Set(images.map(({ image }) => image))].filter(
    (image) => mesh.images.length > 0 && !mesh.images.some((pin) => sameImage(pin, image)),
  )
  // The plain chain does not pass through the mesh, so differences of the mesh do not affect it.
  const isOutsideMesh = datapath.name === BASELINE
  const differences = [
    ...foreignContainers.map(
      (name) => `the cluster injected a container ${name} into its pods, which hopbench did not ask for`,
    ),
    ...unpinned.map((image) => `runs the image ${image}, which is not one of the pinned images`),
    ...(isOutsideMesh ? [] : otherCharts).map((chart) => `chart ${chart}`),
    ...(isOutsideMesh ? [] : userValues).map((file) => `values of ${file} over those of ${mesh.name}`),
    ...(otherNodeImage === null ? [] : [`node image ${otherNodeImage} instead of the pinned one`]),
  ]
  return {
    level: levelOf(datapath, mesh, differences.length),
    ours: false,
    models: datapath.models,
    product: productOf(mesh, datapath),
    same: datapath.same,
    missing: [...differences, ...datapath.missing, ...(datapath.notYetRun ? [NOT_YET_RUN] : [])],
  }
}

/** The baseline is the cluster's own network, so it is the reference. Without pinned images hopbench cannot know whether a product runs as shipped. */
function levelOf({ name }: MeshDatapath, mesh: Mesh, differences: number): Fidelity['level'] {
  if (name === BASELINE) return 'reference'
  return differences === 0 && mesh.images.length > 0 ? 'as shipped' : 'modified'
}

/** Compares two image names: a name without a registry, such as "istio/proxyv2:1.30.3", is from docker.io, and a digest after the tag is ignored. */
function sameImage(pin: string, image: string): boolean {
  return fullName(pin) === fullName(image)
}

const fullName = (image: string): string => {
  const [first = ''] = image.split('/')
  const name = /[.:]/.test(first) || first === 'localhost' ? image : `docker.io/${image}`
  return name.replace(/^docker\.io\/library\//, 'docker.io/').replace(/@sha256:.*$/, '')
}
