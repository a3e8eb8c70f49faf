/** Chart of the distribution of all pages: the share answered within a time, on a logarithmic axis, with a name at each line. */
import type { ArmView } from '../model/arm-view.ts'
import type { LoadView } from '../model/load-view.ts'
import { logTicks } from './scale.ts'
import type { Layer } from './layers/layer.ts'
import { placedText, type PlacedText } from './layers/placed-text.ts'
import { textWidth } from './text-width.ts'
import { AXIS_ROOM, TICK_OVERHANG, type ChartSpec } from './vega.ts'

const WIDTH = 400
const HEIGHT = 250
/** Lines farther apart than this, px, are clearly separate. */
const SEPARATE = 40
/** Room that a label takes between two lines, px. */
const LABEL_WIDTH = 170
const LABEL_GAP = 9
const LINE_HEIGHT = 16
/** The axis ends at this many times the slowest value, which leaves room for a label. */
const RIGHT_ROOM = 1.25

interface Curve {
  arm: ArmView
  points: { share: number; us: number }[]
}

/** Null where no raw samples are left. */
export function allRequestsChart(view: LoadView): ChartSpec | null {
  const curves = view.arms
    .filter(({ role }) => role !== 'twin')
    .flatMap((arm) => {
      const points = view.summary(arm)?.cdf ?? []
      return points.length > 1 ? [{ arm, points }] : []
    })
  if (curves.length === 0) return null
  const all = curves.flatMap(({ points }) => points.map(({ us }) => us))
  const high = Math.max(...all) * RIGHT_ROOM
  let low = Math.min(...all) * 0.9
  const xOf = (us: number): number => (Math.log(us / low) / Math.log(high / low)) * WIDTH
  // The axis begins early enough for the labels left of the fastest lines.
  while (labels(curves, xOf).some(({ align, x, text }) => align === 'right' && x < labelWidth(text)))
    low *= 0.95
  const named = labels(curves, xOf)
  const right = Math.max(
    TICK_OVERHANG,
    ...named.map(({ x, text, align }) => (align === 'left' ? x + labelWidth(text) - WIDTH : 0)),
  )
  return {
    width: WIDTH,
    height: HEIGHT,
    padding: { left: 52, right, top: 8, bottom: AXIS_ROOM },
    layer: [...curves.map((curve) => line(curve, low, high)), ...named.map(placedText)],
  }
}

const labelWidth = (text: string): number => textWidth(text, 12, 'bold')

const line = ({ arm, points }: Curve, low: number, high: number): Layer => ({
  data: { values: points },
  mark: {
    type: 'line',
    stroke: arm.colour,
    strokeDash: arm.dash,
    strokeWidth: 2,
    interpolate: 'monotone',
  },
  encoding: {
    x: {
      field: 'us',
      type: 'quantitative',
      scale: { type: 'log', domain: [low, high], nice: false },
      title: 'one page, as its caller saw it',
      axis: {
        values: logTicks(low, high),
        labelExpr: "datum.value < 1000 ? datum.value + ' µs' : datum.value / 1000 + ' ms'",
      },
    },
    y: {
      field: 'share',
      type: 'quantitative',
      scale: { domain: [0, 1] },
      title: null,
      axis: { values: [0, 0.25, 0.5, 0.75, 0.9, 1], labelExpr: "round(datum.value * 100) + ' %'" },
    },
  },
})

/**
 * Positions of the lines' names. A rising line leaves room left of its upper half and right of its lower half. The block of
 * the fastest lines is named on its left, if other lines are far enough away; every other block is named right of its last
 * line.
 */
function labels(curves: readonly Curve[], xOf: (us: number) => number): PlacedText[] {
  const middle = ({ points }: Curve): number =>
    xOf((points.find(({ share }) => share >= 0.5) ?? points.at(-1)!).us)
  const blocks: Curve[][] = []
  for (const curve of curves.toSorted((a, b) => middle(a) - middle(b))) {
    const block = blocks.at(-1)
    // The first block has the left side to itself; later ones need the width of a label between them.
    const near = blocks.length === 1 ? SEPARATE : LABEL_WIDTH
    if (block && middle(curve) - middle(block.at(-1)!) < near) block.push(curve)
    else blocks.push([curve])
  }
  return blocks.flatMap((block, blockIndex) => {
    const isLeft = blockIndex === 0 && blocks.length > 1
    return block.map(({ arm }, index) => ({
      text: arm.label,
      colour: arm.colour,
      align: isLeft ? ('right' as const) : ('left' as const),
      x: isLeft ? middle(block[0]!) - LABEL_GAP : middle(block.at(-1)!) + LABEL_GAP,
      y: HEIGHT * (isLeft ? 0.1 : 0.55) + index * LINE_HEIGHT,
    }))
  })
}
