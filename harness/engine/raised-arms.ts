/** The arms of one bring-up that are up. */
import type { Arm } from '../arm/arm.ts'

export interface RaisedArms {
  /** Number of the bring-up. */
  index: number
  /** Arms that came up and proved their path, in the scenario's order. */
  arms: Arm[]
}

/** The arms that are up, in the order of these names. Call this again for each round: an arm may have been replaced. */
export const armsInOrder = (up: RaisedArms, names: readonly string[]): Arm[] =>
  names.flatMap((name) => up.arms.find((arm) => arm.spec.name === name) ?? [])

/** The same without arms that have planted effects, which are measured in rounds only. */
export const comparedInOrder = (up: RaisedArms, names: readonly string[]): Arm[] =>
  armsInOrder(up, names).filter(({ spec }) => !spec.planted)

export const othersOf = (up: RaisedArms, arm: Arm): Arm[] => up.arms.filter((other) => other !== arm)
