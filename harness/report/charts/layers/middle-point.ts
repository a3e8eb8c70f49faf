/** The middle of an estimate as a point in its datapath's colour and shape. */
import { COLOUR, SHAPE, type Encoding, type Layer, type Values } from './layer.ts'

export const middlePoint = (values: Values, at: Encoding, offset = 0): Layer => ({
  data: { values },
  mark: { type: 'point', filled: true, size: 110, opacity: 1, yOffset: offset },
  encoding: { ...at, color: COLOUR, shape: SHAPE },
})
