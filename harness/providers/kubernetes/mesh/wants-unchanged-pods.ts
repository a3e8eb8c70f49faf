/** Which datapaths want their pods to run as they are sent. Pure. */
import type { MeshDatapath } from './schema.ts'

/** Whatever somebody puts into their pods is not theirs. `observed` wants what there is. */
export const wantsUnchangedPods = ({ name, workload, ownsNetwork }: MeshDatapath): boolean =>
  name !== 'observed' &&
  !ownsNetwork &&
  [
    workload.namespaceLabels,
    workload.namespaceAnnotations,
    workload.podLabels,
    workload.podAnnotations,
  ].every((asked) => Object.keys(asked).length === 0)
