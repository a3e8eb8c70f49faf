/** How close an arm is to the product it is named after: computed from what runs, not from what was asked for. Pure. */
import type { Fidelity } from '../../../results/record/descriptor.ts'
import { BASELINE } from '../../../scenario/arms.ts'
import type { Mesh, MeshDatapath } from '../mesh/schema.ts'

export interface RunningMesh {
  mesh: Mesh
  datapath: MeshDatapath
  /** Images of the mesh's containers as their nodes name them, with what they are. */
  images: { image: string; id: string }[]
  /** Containers in pods of an arm that asks for none. */
  foreignContainers: string[]
  /** Charts whose version is not the pinned one: "istiod 1.0.0 instead of 1.30.3". */
  otherCharts: string[]
  /** Values files put over those of the mesh by the user. */
  userValues: string[]
  /** The node image where it is not the pinned one; null where it is, or where nodes are not ours. */
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
      (name) => `a container ${name} runs in its pods, which the cluster put there and hopbench did not send`,
    ),
    ...unpinned.map((image) => `runs the image ${image}, which is none of the pinned ones`),
    ...(isOutsideMesh ? [] : otherCharts).map((words) => `chart ${words}`),
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

/** The baseline is the cluster's own network; of what hopbench neither installs nor pins it cannot be said how it was shipped. */
function levelOf({ name }: MeshDatapath, mesh: Mesh, differences: number): Fidelity['level'] {
  if (name === BASELINE) return 'reference'
  return differences === 0 && mesh.images.length > 0 ? 'as shipped' : 'modified'
}

/** The product that the datapath is of, at the version of its mesh. */
export const productOf = ({ version }: Mesh, { product }: MeshDatapath): Fidelity['product'] =>
  product === null ? null : { name: product, version }

export const NOT_YET_RUN = 'not yet run by us: written from its documentation'

/** "istio/proxyv2:1.30.3" is docker.io's; a digest behind a tag pins it further. */
function sameImage(pin: string, image: string): boolean {
  return fullName(pin) === fullName(image)
}

const fullName = (image: string): string => {
  const [first = ''] = image.split('/')
  const name = /[.:]/.test(first) || first === 'localhost' ? image : `docker.io/${image}`
  return name.replace(/^docker\.io\/library\//, 'docker.io/').replace(/@sha256:.*$/, '')
}
