/** What each datapath costs here: a line for each rate that the run measured, and for each rate that it left out. */
import type { ReportInput } from '../../report-input.ts'
import { treatmentRow } from '../answer/leading.ts'
import { firstClause } from '../answer/nothing.ts'
import type { ArmView } from '../arm-view.ts'
import type { Bill, BillMoney } from '../bill/bill.ts'
import { hopClockCell } from '../clock/hop-clock-cell.ts'
import { percent } from '../format.ts'
import { STANDALONE } from '../interval-basis.ts'
import { uncompared, type LoadView } from '../load-view.ts'
import { leftOutText } from '../machine.ts'
import { metricCell, perHopCell } from '../metric-cells.ts'
import { word, type Cell } from '../quantity.ts'
import { cellText } from '../quantity-text.ts'
import { memoryCell } from '../resource-cells.ts'
import { figureText, type FigureText } from './figure-text.ts'

export interface CostTable {
  columns: CostColumn[]
  datapaths: CostOfDatapath[]
  /** "busy: not measured, because …". */
  leftOut: string[]
  /** Ends of the scale on which the intervals of the first column are drawn, µs. */
  scale: { low: number; high: number }
}

export interface CostOfDatapath {
  label: string
  colour: string
  /** "against kube-proxy; emulated". */
  about: string
  lines: CostLine[]
}

export interface CostLine {
  /** "light, 200 pages/s". */
  rate: string
  /** Why the datapath has no figures at this rate; the line then has none. */
  because: string | null
  figures: CostFigure[]
}

export interface CostFigure {
  column: CostColumn
  cell: Cell
  text: FigureText
}

export interface CostColumn {
  key: ColumnKey
  title: string
  /** Whose clock, or the confidence of the column's intervals, where that is not the page's. */
  note: string | null
}

type ColumnKey = 'page' | 'hop' | 'transport' | 'cpu' | 'memory' | 'money'

/** What all lines of a table share. */
interface Context {
  columns: CostColumn[]
  all: readonly LoadView[]
  bill: Bill | null
  input: ReportInput
}

/** The datapaths whose cost is asked for. The plain network in a mesh's cluster is only there to be compared with. */
export const pricedArms = ({ treatments }: LoadView): ArmView[] =>
  treatments.filter(({ clusterOf }) => clusterOf === null)

/** Null where no datapath was compared. */
export function costTable(
  views: readonly LoadView[],
  bill: Bill | null,
  input: ReportInput,
): CostTable | null {
  const [first] = views
  if (!first || pricedArms(first).length === 0) return null
  const context = { columns: columnsOf(views, input), all: views, bill, input }
  const datapaths = pricedArms(first).map((arm) => ({
    label: arm.label,
    colour: arm.colour,
    about: `against ${first.against(arm).label}; ${arm.fidelity}`,
    lines: inOne(views.map((view) => lineOf(arm, view, context))),
  }))
  return {
    columns: context.columns,
    datapaths,
    leftOut: (input.run.loadsLeftOut ?? []).map(
      (load) => `${load.name}: not measured, because ${leftOutText(load)}`,
    ),
    scale: scaleOf(datapaths),
  }
}

/** Shorter than elsewhere, because a column has little room. */
const CONNECTIONS = { 'keep-alive': 'kept', 'per-request': 'new connections' }

/** The rate of a view with its load, and its connections where loads differ in them. */
export const rateOf = (view: LoadView, all: readonly LoadView[]): string =>
  `${view.load.name}, ${view.rate}${
    all.some(({ load }) => load.connection !== view.load.connection)
      ? `, ${CONNECTIONS[view.load.connection]}`
      : ''
  }`

function columnsOf(views: readonly LoadView[], { prices }: ReportInput): CostColumn[] {
  const transport: CostColumn = { key: 'transport', title: 'a hop, mean of transport', note: 'hop clock' }
  return [
    { key: 'page', title: 'a page, p50', note: 'user clock' },
    { key: 'hop', title: 'a hop, p50', note: 'user clock' },
    ...(views.some(({ hasHopClock }) => hasHopClock) ? [transport] : []),
    { key: 'cpu', title: 'CPU for 1000 pages', note: null },
    { key: 'memory', title: 'memory', note: STANDALONE },
    { key: 'money', title: `${prices.currency} for a million pages`, note: null },
  ]
}

function lineOf(arm: ArmView, view: LoadView, { columns, all, bill, input }: Context): CostLine {
  const because = obstacleOf(arm, view)
  return {
    rate: rateOf(view, all),
    because,
    figures:
      because === null
        ? columns.map((column) => {
            const cell = cellOf(column.key, arm, view, bill)
            return { column, cell, text: textOf(column.key, cell, arm, view, { bill, input }) }
          })
        : [],
  }
}

/** One line for all rates where no rate has figures, for one and the same reason. */
function inOne(lines: CostLine[]): CostLine[] {
  const [first] = lines
  const isOne = first?.because != null && lines.every(({ because }) => because === first.because)
  return isOne ? [{ ...first, rate: lines.map(({ rate }) => rate).join('; ') }] : lines
}

/** Why no figure of an arm is shown: it has none, the arm that it is compared with has none, or all are withheld. */
function obstacleOf(arm: ArmView, view: LoadView): string | null {
  const absent = view.absence(arm)
  if (absent !== null) return `no figures, because ${firstClause(absent)}`
  const alone = uncompared(view, arm)
  if (alone !== null) return `no cost, because ${alone}`
  const p50 = view.comparison(arm, 'p50')
  return p50?.verdict === 'withheld'
    ? `withheld, because ${firstClause(p50.reason ?? 'a rule forbids it')}`
    : null
}

function cellOf(key: ColumnKey, arm: ArmView, view: LoadView, bill: Bill | null): Cell {
  const row = treatmentRow(arm, view)
  switch (key) {
    case 'page':
      return metricCell(row, view, 'p50')
    case 'hop':
      return inAColumnOfHops(perHopCell(row, view))
    case 'transport':
      return inAColumnOfHops(hopClockCell(row, view, 'transport'))
    case 'cpu':
      return metricCell(row, view, 'cpu')
    case 'memory':
      return memoryCell(row, view)
    case 'money':
      return moneyOf(arm, view, bill)?.used ?? word('not measured', NO_BILL)
  }
}

/** The title of the column says that the figure is one of a hop. */
function inAColumnOfHops(cell: Cell): Cell {
  if (cell.kind === 'word') return cell
  return { ...cell, unit: cell.unit.startsWith('fine') ? 'fine µs' : 'µs' }
}

function textOf(
  key: ColumnKey,
  cell: Cell,
  arm: ArmView,
  view: LoadView,
  { bill, input: { prices } }: Pick<Context, 'bill' | 'input'>,
): FigureText {
  const basis = key === 'memory' ? STANDALONE : `at ${percent(view.confidence)}`
  const rules = { basis, unit: prices.currency }
  const text = figureText(cell, rules)
  const money = key === 'money' ? moneyOf(arm, view, bill) : null
  if (money === null) return text
  return {
    ...text,
    small: [
      ...text.small,
      ...reservation(money.reserved, 'reserved', prices.currency),
      ...reservation(money.byDefault, 'reserved, assumed', prices.currency),
    ],
  }
}

/** "reserved, assumed: +0.0256 USD"; nothing where nothing is reserved. */
function reservation(cell: Cell, name: string, currency: string): string[] {
  return cell.kind === 'word' ? [] : [`${name}: ${cellText(cell).main} ${currency}`]
}

const moneyOf = (arm: ArmView, view: LoadView, bill: Bill | null): BillMoney | null =>
  bill?.lines.find(({ name }) => name === arm.label)?.at.find(({ load }) => load === view.load.name)?.money ??
  null

const NO_BILL = 'because the bill is of the first load'

/** From 0 or the lowest end of an interval of the first column to the highest. */
function scaleOf(datapaths: readonly CostOfDatapath[]): CostTable['scale'] {
  const intervals = datapaths.flatMap(({ lines }) =>
    lines.flatMap(({ figures: [page] }) =>
      page?.cell.kind === 'quantity' && page.cell.interval !== null ? [page.cell.interval] : [],
    ),
  )
  return {
    low: Math.min(0, ...intervals.map(({ low }) => low)),
    high: Math.max(0, ...intervals.map(({ high }) => high)),
  }
}
