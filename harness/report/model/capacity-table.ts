/** What every arm carries at saturation, and what limited it: the table that the page and the Markdown share. */
import { isNotMeasured, measured } from '../../results/measured.ts'
import type { Reading } from '../../results/record.ts'
import { capacityCell } from './resource-cells.ts'
import { limitText } from './capacity-text.ts'
import { cpuSeconds, percent } from './format.ts'
import type { LoadView } from './load-view.ts'
import { cellText, lineOf } from './quantity-text.ts'
import { rowsOf, type Row } from './row.ts'

export interface CapacityTable {
  columns: readonly string[]
  rows: string[][]
  note: string
}

const COLUMNS = [
  'datapath',
  'max. pages/s',
  'connections',
  'host busy',
  'limit',
  'CPU-s / 1000 pages',
  'times the pages of',
] as const

const HOW = {
  searched:
    'A closed loop, whose connections rose until the host was over 95 % busy or throughput stopped rising.',
  fixed:
    'A closed loop with the same number of connections for every datapath. More might have carried more: this older run did not look for the limit.',
}

const isSearched = (view: LoadView): boolean =>
  view.arms.some((arm) => {
    const limit = measured(view.summary(arm)?.capacity)?.limit
    return limit !== undefined && (isNotMeasured(limit) || limit.by !== 'not searched')
  })

/** Null for a run without capacity rounds. Capacity belongs to no load, so that any view will do. */
export function capacityTable(view: LoadView): CapacityTable | null {
  const rows = rowsOf(view).flatMap((row) => {
    const capacity = measured(view.summary(row.arm)?.capacity)
    if (!capacity || row.kind === 'pair') return []
    return [
      [
        row.arm.label,
        lineOf(capacityCell(row, view), { withIntervals: true }),
        `${capacity.connections}`,
        shareText(capacity.hostBusyShare),
        limitText(capacity),
        typeof capacity.cpuPer1000 === 'number' ? cpuSeconds(capacity.cpuPer1000) : 'not measured',
        timesText(row, view),
      ],
    ]
  })
  return rows.length === 0
    ? null
    : {
        columns: COLUMNS,
        rows,
        note: `${HOW[isSearched(view) ? 'searched' : 'fixed']} Pages/s are medians of rounds with their interval at 95 %, or with the lowest and the highest value where rounds are too few for one; shares and CPU are medians of rounds. CPU is that of services, proxies, agents and interrupts, without the load generator. Rounds that other programs of the machine disturbed are left out, as from every figure. Two capacities are divided only where the host’s CPU limits both.`,
      }
}

const shareText = (share: Reading): string => (typeof share === 'number' ? percent(share) : 'not measured')

/** "kube-proxy: ×0.28 [0.25, 0.31]"; why there is no quotient. */
function timesText({ kind, arm, other }: Row, view: LoadView): string {
  const compared = [
    ...(kind === 'treatment' ? [other] : []),
    ...view.pairs.filter((pair) => pair.arm === arm).map((pair) => pair.other),
  ]
  return compared
    .map((against) => {
      const cell = capacityCell({ kind: 'pair', arm, other: against }, view)
      const { main, note } = cellText(cell)
      return `${against.label}: ${cell.kind === 'word' ? `no quotient (${note ?? main})` : lineOf(cell)}`
    })
    .join('; ')
}
