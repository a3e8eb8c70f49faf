/** The meshes of clusters/meshes, read and checked once for all providers that install or find them. */
import { loadMeshes } from './all-meshes.ts'

export const meshes = loadMeshes()
