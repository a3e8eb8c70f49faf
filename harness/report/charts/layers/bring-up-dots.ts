/** Each bring-up as a small dot, beside the interval that was computed from the bring-ups. */
import { COLOUR, type Encoding, type Layer, type Values } from './layer.ts'

export const bringUpDots = (values: Values, at: Encoding, offset: number): Layer => ({
  data: { values },
  mark: { type: 'point', filled: true, shape: 'circle', size: 14, opacity: 0.75, yOffset: offset },
  encoding: { ...at, color: COLOUR },
})
