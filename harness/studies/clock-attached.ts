/** What the hop clock takes from arms at saturation: closed-loop windows with it on the sockets, and with it taken off. */
import { mean } from '../numbers/mean.ts'
import { SINGLE_CONFIDENCE } from '../stats/estimate.ts'
import { tHalfWidth } from '../stats/t-interval.ts'

/** One closed-loop window of an arm. Four windows in the order on, off, off, on are a group, so that drift falls out. */
export interface SaturatedWindow {
  arm: string
  bringUp: number
  group: number
  attached: boolean
  pagesPerSecond: number
  /** CPU of all programs and interrupts of the machine for a page, µs. */
  busyUsPerPage: number
}

export interface AttachedCost {
  arm: string
  groups: number
  /** Attached minus detached, as a share of detached. */
  pagesPerSecond: { middle: number; half: number }
  /** Attached minus detached, µs a page. */
  busyUsPerPage: { middle: number; half: number }
}

/** Each arm's cost over groups, at 95 %. Groups that lack a window are left out. */
export function attachedCosts(windows: readonly SaturatedWindow[]): AttachedCost[] {
  return [...Map.groupBy(windows, ({ arm }) => arm)].map(([arm, own]) => {
    const groups = [...Map.groupBy(own, ({ bringUp, group }) => `${bringUp} ${group}`).values()].filter(
      (group) => group.length === 4,
    )
    const over = (
      difference: (on: number, off: number) => number,
      key: 'pagesPerSecond' | 'busyUsPerPage',
    ) => {
      const values = groups.map((group) => {
        const of = (attached: boolean) =>
          mean(group.filter((window) => window.attached === attached).map((window) => window[key]))
        return difference(of(true), of(false))
      })
      return { middle: mean(values), half: tHalfWidth(values, SINGLE_CONFIDENCE) }
    }
    return {
      arm,
      groups: groups.length,
      pagesPerSecond: over((on, off) => (on - off) / off, 'pagesPerSecond'),
      busyUsPerPage: over((on, off) => on - off, 'busyUsPerPage'),
    }
  })
}
