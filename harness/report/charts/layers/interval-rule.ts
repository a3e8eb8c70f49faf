/** An interval as a line from end to end, along x or along y. */
import { COLOUR, type Encoding, type Layer, type Values } from './layer.ts'

interface Look {
  width?: number
  offset?: number
  /** CSS colour of all intervals; without it each has its datapath's colour. */
  stroke?: string
}

/** @param between channels of the two ends: `x` and `x2` with `y`, or `y` and `y2` with `x` */
export const intervalRule = (
  values: Values,
  between: Encoding,
  { width = 2, offset = 0, stroke }: Look = {},
): Layer => ({
  data: { values },
  mark: {
    type: 'rule',
    strokeWidth: width,
    strokeCap: 'round',
    yOffset: offset,
    ...(stroke === undefined ? {} : { stroke }),
  },
  encoding: stroke === undefined ? { ...between, color: COLOUR } : between,
})
