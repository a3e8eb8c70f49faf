/** Blocks of a bar, each in its own colour. */
import { COLOUR, type Encoding, type Layer, type Values } from './layer.ts'

export const bars = (values: Values, along: Encoding): Layer => ({
  data: { values },
  mark: { type: 'bar', height: { band: 0.62 }, stroke: 'var(--page)', strokeWidth: 1 },
  encoding: { ...along, color: COLOUR },
})
