/** Types that the layers of a chart share, and the channels that take a datapath's colour and shape from the data. */
import type { ChartSpec } from '../vega.ts'

type Layered = Extract<ChartSpec, { layer: readonly unknown[] }>
export type Layer = Layered['layer'][number]
/** Channels of one mark. */
export type Encoding = NonNullable<Extract<Layer, { mark: unknown }>['encoding']>
export type Values = object[]

export const COLOUR = { field: 'colour', type: 'nominal' as const, scale: null }
export const SHAPE = { field: 'shape', type: 'nominal' as const, scale: null }
