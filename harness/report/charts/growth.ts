/** Chart of the cost as the cluster grows: one line for each datapath over the number of services. */
import type { Growth } from '../model/growth.ts'
import { signedMicroseconds } from '../model/format.ts'
import { intervalRule } from './layers/interval-rule.ts'
import { COLOUR, type Encoding, type Layer } from './layers/layer.ts'
import { middlePoint } from './layers/middle-point.ts'
import { AXIS_ROOM, ORDINATE_AXIS, ORDINATE_ROOM, type ChartSpec } from './vega.ts'

const WIDTH = 480
const HEIGHT = 240

/** Null where no datapath was measured with several numbers of services. */
export function growthChart(growths: readonly Growth[]): ChartSpec | null {
  const points = growths.flatMap(({ name, points }) =>
    points.map(({ arm, services, added }) => ({
      name,
      // A logarithmic axis has no 0, so an arm without filler services is drawn at 1.
      services: Math.max(1, services),
      middle: added.middle,
      low: added.interval?.low ?? added.middle,
      high: added.interval?.high ?? added.middle,
      colour: arm.colour,
      shape: arm.shape,
      figure: `${signedMicroseconds(added.middle)} µs`,
    })),
  )
  if (points.length === 0) return null
  const services = points.map(({ services }) => services)
  const [fewest, most] = [Math.min(...services), Math.max(...services)]
  const x = {
    field: 'services',
    type: 'quantitative' as const,
    scale: { type: 'log' as const, domain: [fewest / 1.4, most * 1.4], nice: false },
    title: 'further services in the cluster',
    axis: { values: [...new Set(services)].toSorted((a, b) => a - b), labelExpr: "format(datum.value, ',')" },
  }
  const ends = points.flatMap(({ low, high }) => [low, high])
  const y = (field: string) => ({
    field,
    type: 'quantitative' as const,
    title: 'added µs, against direct',
    scale: { domain: [Math.min(0, ...ends), Math.max(1, ...ends)], nice: true },
    axis: { tickCount: 5, ...ORDINATE_AXIS },
  })
  return {
    width: WIDTH,
    height: HEIGHT,
    padding: { left: ORDINATE_ROOM, right: 230, top: 14, bottom: AXIS_ROOM },
    layer: [
      ...growths.map(({ name, points: own }) => ({
        data: { values: points.filter((point) => point.name === name) },
        mark: {
          type: 'line' as const,
          strokeWidth: 2,
          stroke: own[0]!.arm.colour,
          strokeDash: own[0]!.arm.dash,
        },
        encoding: { x, y: y('middle') },
      })),
      intervalRule(points, { x, y: y('low'), y2: { field: 'high' } }),
      middlePoint(points, { x, y: y('middle') }),
      lineNames(growths, { x, y: y('middle') }),
    ],
  }
}

/** The name and the last figure of each line, at the line's end. */
const lineNames = (growths: readonly Growth[], at: Encoding): Layer => ({
  data: {
    values: growths.map(({ name, points }) => {
      const last = points.at(-1)!
      return {
        services: Math.max(1, last.services),
        middle: last.added.middle,
        colour: last.arm.colour,
        text: `${name} ${signedMicroseconds(last.added.middle)} µs`,
      }
    }),
  },
  mark: { type: 'text', align: 'left', dx: 10, dy: -10, fontWeight: 600 },
  encoding: { ...at, color: COLOUR, text: { field: 'text' } },
})
