/** Facts about the datapath of a mesh that are known before the mesh runs. */
import type { Fidelity } from '../../../results/record.ts'
import type { Mesh, MeshDatapath } from './schema.ts'

/** The product of the datapath, with the version of its mesh. */
export const productOf = ({ version }: Mesh, { product }: MeshDatapath): Fidelity['product'] =>
  product === null ? null : { name: product, version }

export const NOT_YET_RUN = 'not yet run by us: written from its documentation'
