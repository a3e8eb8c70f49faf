/** Each round as a small dot, beside the interval that was computed from the rounds. */
import { COLOUR, type Encoding, type Layer, type Values } from './layer.ts'

export const roundDots = (values: Values, at: Encoding, offset: number): Layer => ({
  data: { values },
  mark: { type: 'point', filled: true, shape: 'circle', size: 14, opacity: 0.75, yOffset: offset },
  encoding: { ...at, color: COLOUR },
})
