/** What the hop clock takes from arms at saturation: short turns of one closed loop, with the clock on the sockets and taken off. */
import { mean } from '../numbers/mean.ts'
import { SINGLE_CONFIDENCE } from '../stats/estimate.ts'
import { tHalfWidth } from '../stats/t-interval.ts'

/** One turn. Four turns in the order on, off, off, on are a group, so that drift falls out. */
export interface SaturatedTurn {
  arm: string
  bringUp: number
  group: number
  attached: boolean
  /** TCP segments that the client's network namespace sent, which go with its pages. */
  segmentsPerSecond: number
}

export interface AttachedCost {
  arm: string
  groups: number
  /** Attached minus detached, as a share of detached, with half of its 95 % interval. */
  share: { middle: number; half: number }
}

/** Each arm's cost over groups. Groups that lack a turn are left out. */
export function attachedCosts(turns: readonly SaturatedTurn[]): AttachedCost[] {
  return [...Map.groupBy(turns, ({ arm }) => arm)].map(([arm, own]) => {
    const groups = [...Map.groupBy(own, ({ bringUp, group }) => `${bringUp} ${group}`).values()].filter(
      (group) => group.length === 4,
    )
    const shares = groups.map((group) => {
      const rate = (attached: boolean) =>
        mean(
          group
            .filter((turn) => turn.attached === attached)
            .map(({ segmentsPerSecond }) => segmentsPerSecond),
        )
      return rate(true) / rate(false) - 1
    })
    return {
      arm,
      groups: groups.length,
      share: { middle: mean(shares), half: tHalfWidth(shares, SINGLE_CONFIDENCE) },
    }
  })
}
