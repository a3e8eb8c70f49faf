/** Finds positions for the names of points in a plot: beside the point's interval, not over another name and, where there is room, not over an interval. */

export interface Cross {
  x: number
  y: number
  /** Ends of both intervals, px; y grows downwards. */
  left: number
  right: number
  top: number
  bottom: number
  /** Width of the name, px. */
  width: number
}

export interface LabelPlace {
  align: 'left' | 'right' | 'center'
  x: number
  y: number
}

/** Space between an interval and the name beside it, px. */
const GAP = 9
const LINE_HEIGHT = 15
/** A name may move this many lines to avoid intervals; farther away it would seem to belong to another point. */
const NEAR_LINES = 3
/** How many lines above and below the point are tried. */
const MOST_LINES = 12

interface Box {
  left: number
  right: number
  top: number
  bottom: number
}

/** One position for each point, in the order of the points; inside a plot of `width` × `height` px as long as there is room. */
export function placeLabels(crosses: readonly Cross[], width: number, height: number): LabelPlace[] {
  const taken: Box[] = []
  return crosses.map((cross) => {
    const candidates = candidatesOf(cross, width).filter(({ box }) => isInside(box, width, height))
    const isFree = ({ box }: Candidate): boolean => !taken.some((other) => overlap(box, other))
    const isClear = ({ place, box }: Candidate): boolean =>
      Math.abs(place.y - cross.y) <= NEAR_LINES * LINE_HEIGHT &&
      !crosses.some((other) => armsOf(other).some((arm) => overlap(box, arm)))
    const chosen =
      candidates.find((one) => isFree(one) && isClear(one)) ??
      candidates.find(isFree) ??
      candidatesOf(cross, width)[0]!
    taken.push(chosen.box)
    return chosen.place
  })
}

interface Candidate {
  place: LabelPlace
  box: Box
}

/**
 * All positions to try, those nearest to the point's own height first: beside the interval, on the side towards the middle
 * of the plot, then on the other side; then above or below the point, for intervals that leave no room beside them.
 */
function candidatesOf({ x, y, left, right, width: text }: Cross, width: number): Candidate[] {
  const sides: LabelPlace['align'][] =
    x > width / 2 ? ['right', 'left', 'center'] : ['left', 'right', 'center']
  const middle = Math.min(Math.max(x, text / 2), width - text / 2)
  const anchor = { left: right + GAP, right: left - GAP, center: middle }
  const start = { left: anchor.left, right: anchor.right - text, center: middle - text / 2 }
  const steps = Array.from({ length: MOST_LINES }, (_, step) => [step, -step]).flat()
  return steps.flatMap((step) =>
    sides.map((align) => {
      const place = { align, x: anchor[align], y: y - step * LINE_HEIGHT }
      return {
        place,
        box: {
          left: start[align],
          right: start[align] + text,
          top: place.y - LINE_HEIGHT / 2,
          bottom: place.y + LINE_HEIGHT / 2,
        },
      }
    }),
  )
}

/** The two intervals as thin boxes. */
const armsOf = ({ x, y, left, right, top, bottom }: Cross): Box[] => [
  { left, right, top: y - 1, bottom: y + 1 },
  { left: x - 1, right: x + 1, top, bottom },
]

const isInside = ({ left, right, top, bottom }: Box, width: number, height: number): boolean =>
  left >= 0 && right <= width && top >= 0 && bottom <= height

const overlap = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
