/** What is known of a mesh's datapath before anything of it runs. */
import type { Fidelity } from '../../../results/record.ts'
import type { Mesh, MeshDatapath } from './schema.ts'

/** The product that the datapath is of, at the version of its mesh. */
export const productOf = ({ version }: Mesh, { product }: MeshDatapath): Fidelity['product'] =>
  product === null ? null : { name: product, version }

export const NOT_YET_RUN = 'not yet run by us: written from its documentation'
