/**
 * The columns of the table of figures. The page, the Markdown and the terminal all go through this list, and a card shows
 * the essential columns of one arm. One entry here is enough to show a new metric everywhere.
 */
import { definitionOf, type Metric } from '../../stats/metrics.ts'
import type { LoadView } from './load-view.ts'
import { hopClockCell } from './clock/hop-clock-cell.ts'
import { STANDALONE } from './interval-basis.ts'
import { metricCell, perHopCell } from './metric-cells.ts'
import type { Cell } from './quantity.ts'
import { capacityCell, controlPlaneCell, idleCell, memoryCell } from './resource-cells.ts'
import type { Row } from './row.ts'

export interface Column {
  key: string
  /** Title in the table, with the unit of plain numbers. */
  title: string
  /** Name in a card, where there is room for more text. */
  name: string
  /** Whether cards and the terminal show the column too. */
  isEssential: boolean
  /** Whose clock reads the column; null for what no clock reads, such as memory. */
  clock: 'user' | 'hop' | null
  /** Which intervals the column has: those of comparisons, those of figures outside comparisons, or none. */
  intervals: 'compared' | 'standalone' | 'none'
  /** Whether every row has the arm's own figure here, and not its difference from the arm that it is compared with. */
  isOwnFigure: boolean
  isIn: (view: LoadView) => boolean
  cell: (row: Row, view: LoadView) => Cell
}

const ALWAYS = (): boolean => true

/** The column of a metric of `stats/metrics.ts`. A metric that the load cannot have gets no column. */
const metric = (key: Metric, title: string, more: Partial<Column> = {}): Column => ({
  key,
  title,
  name: title,
  clock: definitionOf(key).clock,
  isEssential: false,
  intervals: 'compared',
  isOwnFigure: false,
  isIn: ({ metrics }) => metrics.includes(key),
  cell: (row, view) => metricCell(row, view, key),
  ...more,
})

/** A column of the hop clock: why the added time is what it is. */
const why = (key: 'transport' | 'app', title: string, name: string): Column => ({
  ...{ key, title, name, clock: 'hop', isEssential: true, intervals: 'compared', isOwnFigure: false },
  isIn: ({ hasHopClock }) => hasHopClock,
  cell: (row, view) => hopClockCell(row, view, key),
})

export const COLUMNS: readonly Column[] = [
  {
    key: 'per-hop',
    title: 'p50, µs a hop',
    name: 'added time',
    clock: 'user',
    isEssential: true,
    intervals: 'compared',
    isOwnFigure: false,
    isIn: ALWAYS,
    cell: perHopCell,
  },
  why('transport', 'transport, mean µs a hop', 'transport'),
  why('app', 'services, mean µs a hop', 'services'),
  metric('p50', 'p50, µs a page'),
  metric('mean', 'mean'),
  metric('p10', 'p10'),
  metric('p90', 'p90'),
  metric('p99', 'p99'),
  metric('connect', 'connect', { name: 'to open a connection', isEssential: true }),
  metric('transportP50', 'transport p50, µs a hop'),
  metric('transportP10', 'transport p10, µs a hop'),
  metric('clockedConnect', 'connect by the hop clock'),
  metric('cpu', 'CPU / 1000 pages', { name: 'CPU per 1000 pages', isEssential: true }),
  {
    key: 'idle',
    title: 'idle CPU / hour',
    name: 'idle CPU an hour',
    clock: null,
    isEssential: false,
    intervals: 'none',
    isOwnFigure: true,
    isIn: ALWAYS,
    cell: idleCell,
  },
  {
    key: 'control-plane',
    title: 'control plane / hour',
    name: 'control plane an hour',
    clock: null,
    isEssential: false,
    intervals: 'none',
    isOwnFigure: true,
    isIn: ({ hasControlPlane }) => hasControlPlane,
    cell: controlPlaneCell,
  },
  {
    key: 'memory',
    title: 'memory',
    name: 'memory',
    clock: null,
    isEssential: true,
    intervals: 'standalone',
    isOwnFigure: false,
    isIn: ALWAYS,
    cell: memoryCell,
  },
  {
    key: 'capacity',
    title: 'max. pages/s',
    name: 'maximum pages a second',
    clock: null,
    isEssential: false,
    intervals: 'standalone',
    isOwnFigure: true,
    isIn: ALWAYS,
    cell: capacityCell,
  },
]

export const columnsOf = (view: LoadView): Column[] => COLUMNS.filter(({ isIn }) => isIn(view))

/** The clock of a column, where a reader could take it for the other: only in runs that both clocks have read. */
export const clockNote = ({ clock }: Column, { hasHopClock }: LoadView): string | null =>
  hasHopClock && clock !== null ? `${clock} clock` : null

/** Note below a column's title: the confidence of its intervals, where that is not the one of the comparisons. */
export function intervalNote({ intervals }: Column): string | null {
  if (intervals === 'none') return 'no interval'
  return intervals === 'standalone' ? STANDALONE : null
}
