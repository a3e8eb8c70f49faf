/**
 * The columns of the table of figures, one row each, walked by the page, by Markdown and by the terminal. A card shows the
 * essential ones of one arm. A new metric is shown by one row here.
 */
import { definitionOf, type Metric } from '../../stats/metrics.ts'
import type { LoadView } from './load-view.ts'
import { ALONE } from './interval-basis.ts'
import { metricCell, perHopCell } from './metric-cells.ts'
import type { Cell } from './quantity.ts'
import { capacityCell, controlPlaneCell, idleCell, memoryCell } from './resource-cells.ts'
import type { Row } from './row.ts'

export interface Column {
  key: string
  /** Over the table; the unit of plain numbers is in it. */
  title: string
  /** In a card, where there is room for words. */
  name: string
  /** Whether a card and a terminal show it too. */
  isEssential: boolean
  /** What intervals stand in it: those of the comparisons, those of figures that stand alone, or none. */
  intervals: 'compared' | 'alone' | 'none'
  isIn: (view: LoadView) => boolean
  cell: (row: Row, view: LoadView) => Cell
}

const ALWAYS = (): boolean => true

/** A metric of `stats/metrics.ts`; one that the load lacks for good has no column, one that a quick run lacks says so. */
const metric = (key: Metric, title: string, more: Partial<Column> = {}): Column => ({
  key,
  title,
  name: title,
  isEssential: false,
  intervals: 'compared',
  isIn: ({ metrics }) => metrics.includes(key) || definitionOf(key).needs === 'windows of full length',
  cell: (row, view) => metricCell(row, view, key),
  ...more,
})

export const COLUMNS: readonly Column[] = [
  {
    key: 'per-hop',
    title: 'p50, µs a hop',
    name: 'added time',
    isEssential: true,
    intervals: 'compared',
    isIn: ALWAYS,
    cell: perHopCell,
  },
  metric('p50', 'p50, µs a page'),
  metric('p90', 'p90'),
  metric('p99', 'p99'),
  metric('connect', 'connect', { name: 'to open a connection', isEssential: true }),
  metric('cpu', 'CPU / 1000 pages', { name: 'CPU per 1000 pages', isEssential: true }),
  {
    key: 'idle',
    title: 'idle CPU / hour',
    name: 'idle CPU an hour',
    isEssential: false,
    intervals: 'none',
    isIn: ALWAYS,
    cell: idleCell,
  },
  {
    key: 'control-plane',
    title: 'control plane / hour',
    name: 'control plane an hour',
    isEssential: false,
    intervals: 'none',
    isIn: ({ hasControlPlane }) => hasControlPlane,
    cell: controlPlaneCell,
  },
  {
    key: 'memory',
    title: 'memory',
    name: 'memory',
    isEssential: true,
    intervals: 'none',
    isIn: ALWAYS,
    cell: memoryCell,
  },
  {
    key: 'capacity',
    title: 'max. pages/s',
    name: 'pages a second at most',
    isEssential: false,
    intervals: 'alone',
    isIn: ALWAYS,
    cell: capacityCell,
  },
]

export const columnsOf = (view: LoadView): Column[] => COLUMNS.filter(({ isIn }) => isIn(view))

/** Below a title: what the intervals of the column promise, where they are not those of the comparisons. */
export function intervalNote({ intervals }: Column): string | null {
  if (intervals === 'none') return 'no interval'
  return intervals === 'alone' ? ALONE : null
}
