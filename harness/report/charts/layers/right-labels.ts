/** Text to the right of a row: bold for the figure, small and grey for its details. */
import type { Encoding, Layer, Values } from './layer.ts'

interface Look {
  isSoft?: boolean
  dx?: number
  dy?: number
}

/** @param field name of the data field with the text */
export const rightLabels = (
  values: Values,
  at: Encoding,
  field: string,
  { isSoft = false, dx = 0, dy = 0 }: Look = {},
): Layer => ({
  data: { values },
  mark: {
    type: 'text',
    align: 'left',
    baseline: 'middle',
    dx,
    dy,
    ...(isSoft ? { fontSize: 11, fill: 'var(--ink-soft)' } : { fontSize: 12, fontWeight: 600 }),
  },
  encoding: { ...at, text: { field } },
})
