/** One text at a point of the plot. */
import type { Layer } from './layer.ts'

export interface PlacedText {
  text: string
  /** CSS colour. */
  colour: string
  align: 'left' | 'right' | 'center'
  /** Pixels from the plot's upper left corner. */
  x: number
  y: number
}

/** The text is given as data: as a constant of the mark Vega would take a label such as "constructor" for a member of every object. */
export const placedText = ({ text, colour, align, x, y }: PlacedText): Layer => ({
  data: { values: [{ text }] },
  mark: { type: 'text', align, baseline: 'middle', fontWeight: 600, fill: colour },
  encoding: { x: { value: x }, y: { value: y }, text: { field: 'text' } },
})
