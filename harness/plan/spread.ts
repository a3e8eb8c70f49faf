/** Spreads what is done a few times in a run evenly over its bring-ups. */

/**
 * How many of `times` belong to this bring-up. The last bring-up always has one: six of twelve are in bring-ups 1, 3, 5 …, one of
 * twelve is in bring-up 11, six of two are three in each.
 */
export const dueIn = (bringUp: number, bringUps: number, times: number): number =>
  doneBefore(bringUp + 1, bringUps, times) - doneBefore(bringUp, bringUps, times)

/** How many of `times` belong to the bring-ups before this one. */
export const doneBefore = (bringUp: number, bringUps: number, times: number): number =>
  Math.floor((bringUp * times) / bringUps)
