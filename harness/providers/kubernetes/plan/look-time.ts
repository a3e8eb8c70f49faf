/** For the plan: how long it takes to look at what the datapaths of arms saw, once, at the end of a run. */
import type { ArmSpec } from '../../../scenario/schema.ts'
import type { LoadedMesh } from '../mesh/load-mesh.ts'
import { findMeshDatapath } from './cluster-plan.ts'

/** Five pages on kind, with the proof in full before them. Seen: 0.4 s (direct) to 1.9 s (Hubble). */
const LOOK_SECONDS = 0.9
/** A log that is switched on for the look: it begins when every call of sixteen further pages is in the log. Seen: 10 to 26 s. */
const SWITCHED_ON_SECONDS = 19

/** Seconds for all arms together. */
export const lookSeconds = (arms: readonly ArmSpec[], meshes: readonly LoadedMesh[]): number =>
  arms.reduce((sum, { datapath, seeing }) => {
    const { flows } = findMeshDatapath(meshes, datapath).datapath
    const isAlreadyOn = flows?.enable === undefined || seeing === 'requests'
    return sum + (isAlreadyOn ? LOOK_SECONDS : SWITCHED_ON_SECONDS)
  }, 0)
