/** What policy costs: arms of one datapath that differ only in their rules of policy. */
import type { Metric } from '../../../stats/metrics.ts'
import { hopClockCell } from '../clock/hop-clock-cell.ts'
import { count } from '../format.ts'
import type { LoadView } from '../load-view.ts'
import { metricCell, perHopCell } from '../metric-cells.ts'
import type { Cell } from '../quantity.ts'
import { lineOf, rangeText } from '../quantity-text.ts'
import { rowsOf, type Row } from '../row.ts'
import { listed } from '../text.ts'

/** Empty for a run that did not vary the rules of policy. */
export function policyParagraph(view: LoadView): string {
  const rows = rowsOf(view).filter(
    ({ kind, arm, other }) =>
      kind === 'pair' && arm.datapath === other.datapath && arm.policyRules !== other.policyRules,
  )
  const sentences = rows.map((row) => `${rulesText(row)}: ${listed(figures(row, view))}.`)
  return sentences.length === 0
    ? ''
    : `What policy costs at ${view.rate}, with rules for each pod, by identity for each direction too. ${sentences.join(' ')}`
}

const rulesText = ({ arm, other }: Row): string =>
  `${arm.label}, ${count(arm.policyRules)} rules that match nobody beside those that count, against ${other.label}, ${other.policyRules === 0 ? 'none' : count(other.policyRules)}`

function figures(row: Row, view: LoadView): string[] {
  const connect: Metric = 'connect'
  const cells: [string, Cell][] = [
    [view.hasHopClock ? 'by the user clock' : 'in what the client sees', perHopCell(row, view)],
    ...(view.hasHopClock ? [['transport', hopClockCell(row, view, 'transport')] as [string, Cell]] : []),
    ...(view.metrics.includes(connect)
      ? [['opening a connection', metricCell(row, view, connect)] as [string, Cell]]
      : []),
    ['CPU for 1000 pages', metricCell(row, view, 'cpu')],
  ]
  return cells.map(([what, cell]) => `${what} ${found(cell)}`)
}

/** With its unit: CPU stands beside times here. */
function found(cell: Cell): string {
  if (cell.kind === 'word') return cell.word
  if (cell.verdict === 'not resolved') return `not resolved, ${rangeText(cell) ?? 'without an interval'}`
  return `${lineOf(cell)}${cell.verdict === 'equivalent' ? ', equivalent' : ''}`
}
