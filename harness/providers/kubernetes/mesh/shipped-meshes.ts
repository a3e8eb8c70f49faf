/** The meshes of clusters/meshes, loaded and checked once for both Kubernetes providers. */
import { loadMeshes } from './all-meshes.ts'

export const meshes = loadMeshes()
