/** The arms of a run whose datapath was looked at, with what it reported. */
import type { FlowsAbout } from '../../flows/flows-about.ts'
import type { Sight } from '../../flows/seen-by.ts'

/** A sight with what stands beside it. Flows of an earlier hopbench have nothing beside them, and are not judged. */
export type Looked = Sight & { about: FlowsAbout }

/** In the order of the arms; an arm that was not looked at is left out. */
export const lookedAt = <Arm extends { name: string }>(
  arms: readonly Arm[],
  sights: readonly Sight[],
): { arm: Arm; sight: Looked }[] =>
  arms.flatMap((arm) => {
    const sight = sights.find(({ name }) => name === arm.name)
    return sight?.about ? [{ arm, sight: { ...sight, about: sight.about } }] : []
  })
