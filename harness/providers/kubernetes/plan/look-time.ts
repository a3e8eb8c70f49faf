/** For the plan: how long it takes to look at what the datapaths of arms saw, once, at the end of a run. */
import type { ArmSpec } from '../../../scenario/schema.ts'
import type { LoadedMesh } from '../mesh/load-mesh.ts'
import { findMeshDatapath } from './cluster-plan.ts'

/** Five pages, without the proof before them. */
const LOOK_SECONDS = 0.3
/** A log that is switched on for the look: it begins when every call of sixteen further pages is in the log. Seen on kind: 10 to 24 s. */
const SWITCHED_ON_SECONDS = 17

/** Seconds for all arms together. */
export const lookSeconds = (arms: readonly ArmSpec[], meshes: readonly LoadedMesh[]): number =>
  arms.reduce((sum, { datapath, seeing }) => {
    const { flows } = findMeshDatapath(meshes, datapath).datapath
    const isAlreadyOn = flows?.enable === undefined || seeing === 'requests'
    return sum + (isAlreadyOn ? LOOK_SECONDS : SWITCHED_ON_SECONDS)
  }, 0)
