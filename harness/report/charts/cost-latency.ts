/** Chart of cost against latency: each arm at its added time and its added CPU, with both intervals. */
import type { LoadView } from '../model/load-view.ts'
import { intervalRule } from './layers/interval-rule.ts'
import { placeLabels } from './label-places.ts'
import type { Layer } from './layers/layer.ts'
import { middlePoint } from './layers/middle-point.ts'
import { placedText } from './layers/placed-text.ts'
import { textWidth } from './text-width.ts'
import { AXIS_ROOM, ORDINATE_AXIS, ORDINATE_ROOM, TICK_OVERHANG, type ChartSpec } from './vega.ts'

const WIDTH = 400
const HEIGHT = 250

/** Null with fewer than two arms: one point shows nothing that the table does not. */
export function costLatencyChart(view: LoadView): ChartSpec | null {
  const points = pointsOf(view)
  if (points.length < 2) return null
  const xScale = {
    domain: range(
      points.flatMap(({ usLow, usHigh }) => [usLow, usHigh]),
      0.12,
    ),
    nice: false,
  }
  const yScale = {
    domain: range(
      points.flatMap(({ cpuLow, cpuHigh }) => [cpuLow, cpuHigh]),
      0.15,
    ),
    nice: false,
  }
  const x = (field: string) => ({
    field,
    type: 'quantitative' as const,
    scale: xScale,
    title: 'added µs a hop',
    axis: { tickCount: 6 },
  })
  const y = (field: string) => ({
    field,
    type: 'quantitative' as const,
    scale: yScale,
    title: 'added CPU-s per 1000 pages',
    axis: { tickCount: 5, ...ORDINATE_AXIS },
  })
  return {
    width: WIDTH,
    height: HEIGHT,
    padding: { left: ORDINATE_ROOM, right: TICK_OVERHANG, top: 8, bottom: AXIS_ROOM },
    layer: [
      intervalRule(points, { x: x('usLow'), x2: { field: 'usHigh' }, y: y('cpu') }),
      intervalRule(points, { x: x('us'), y: y('cpuLow'), y2: { field: 'cpuHigh' } }),
      middlePoint(points, { x: x('us'), y: y('cpu') }),
      ...namesOf(points, xScale.domain, yScale.domain),
    ],
  }
}

/** Ends of an axis that includes 0, with room for labels at its upper end. */
function range(values: number[], room: number): [number, number] {
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)]
  return [low - (high - low) * 0.08, high + (high - low) * room]
}

function pointsOf(view: LoadView) {
  return view.treatments.flatMap((arm) => {
    const [p50, cpu] = [view.comparison(arm, 'p50'), view.comparison(arm, 'cpu')]
    if (!p50?.perHop || !cpu || p50.verdict === 'withheld' || cpu.verdict === 'withheld') return []
    const [x, y] = [p50.perHop, cpu.difference]
    return [
      {
        label: arm.label,
        colour: arm.colour,
        shape: arm.shape,
        us: x.middle,
        usLow: x.interval?.low ?? x.middle,
        usHigh: x.interval?.high ?? x.middle,
        cpu: y.middle,
        cpuLow: y.interval?.low ?? y.middle,
        cpuHigh: y.interval?.high ?? y.middle,
      },
    ]
  })
}

/** The name of each point in its colour, at a position where it can be read. */
function namesOf(
  points: ReturnType<typeof pointsOf>,
  [left, right]: [number, number],
  [bottom, top]: [number, number],
): Layer[] {
  const xOf = (us: number): number => ((us - left) / (right - left)) * WIDTH
  const yOf = (cpu: number): number => HEIGHT - ((cpu - bottom) / (top - bottom)) * HEIGHT
  const crosses = points.map(({ label, us, usLow, usHigh, cpu, cpuLow, cpuHigh }) => ({
    x: xOf(us),
    left: xOf(usLow),
    right: xOf(usHigh),
    y: yOf(cpu),
    top: yOf(cpuHigh),
    bottom: yOf(cpuLow),
    width: textWidth(label, 12, 'bold'),
  }))
  const places = placeLabels(crosses, WIDTH, HEIGHT)
  return points.map(({ label, colour }, index) => placedText({ text: label, colour, ...places[index]! }))
}
