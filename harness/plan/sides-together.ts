/** Which arms of a gate are measured one after the other. Pure. */
import type { ArmSpec } from '../scenario/schema.ts'

/**
 * Both sides of each arm, and the baseline with its twin. The speed of a shared machine changes within seconds, so windows that touch
 * differ less than those of one round do. Undefined for a run without sides, where any arm may be compared with any other.
 */
export function sidesTogether(
  arms: readonly Pick<ArmSpec, 'name' | 'datapath' | 'version' | 'against'>[],
): string[][] | undefined {
  if (!arms.some(({ version }) => version)) return undefined
  const groups = Map.groupBy(arms, ({ name, datapath, version, against }) =>
    version ? `sides ${version.side === 'head' ? against : name}` : datapath,
  )
  return [...groups.values()].map((group) => group.map(({ name }) => name))
}
