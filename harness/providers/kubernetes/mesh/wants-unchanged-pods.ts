/** Which datapaths want no injection into their pods. Pure. */
import type { MeshDatapath } from './schema.ts'

/** Containers that the cluster injects into the pods of such a datapath do not belong to it. For `observed` they do. */
export const wantsUnchangedPods = ({ name, workload, ownsNetwork }: MeshDatapath): boolean =>
  name !== 'observed' &&
  !ownsNetwork &&
  [
    workload.namespaceLabels,
    workload.namespaceAnnotations,
    workload.podLabels,
    workload.podAnnotations,
  ].every((asked) => Object.keys(asked).length === 0)
