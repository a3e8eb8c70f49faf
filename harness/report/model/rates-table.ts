/** The cost of a hop at every rate that a run measured: all arms side by side, a line for each rate. */
import { furtherRates } from '../../results/further-rates.ts'
import { COLUMNS, clockNote, type Column } from './columns.ts'
import { pagesText, percent, rate as rateText } from './format.ts'
import { STANDALONE } from './interval-basis.ts'
import { againstText, type LoadView } from './load-view.ts'
import type { Cell } from './quantity.ts'
import { rowsOf, type Row } from './row.ts'
import { listed } from './text.ts'

export interface RatesTable {
  /** "The cost of a hop at both rates". */
  heading: string
  note: string
  columns: { title: string; clock: string | null }[]
  rows: RatesRow[]
}

export interface RatesRow {
  kind: Row['kind']
  label: string
  /** The arm that the row is compared with, where that is not the baseline. */
  against: string | null
  colour: string
  /** Confidence of the row's intervals. */
  basis: string
  lines: RatesLine[]
}

export interface RatesLine {
  /** "light, 200 pages/s". */
  rate: string
  /** How many of the arm's pages were under way in the mean; null in a row that compares two treatments. */
  underWay: string | null
  cells: Cell[]
}

/** What is shown of each rate: by the user's clock, by the hop clock, and CPU. */
const KEYS: readonly Column['key'][] = ['per-hop', 'transport', 'cpu']

/** The first load, and those that ask its question at another rate. */
export function ratesOf(views: readonly LoadView[]): LoadView[] {
  const further = furtherRates(views.map(({ load }) => load))
  return views.filter(({ load }, index) => index === 0 || further.includes(load))
}

/** Null for a run with one rate. */
export function ratesTable(views: readonly LoadView[]): RatesTable | null {
  const rates = ratesOf(views)
  const [first] = rates
  if (!first || rates.length < 2) return null
  const columns = COLUMNS.filter(({ key, isIn }) => KEYS.includes(key) && rates.some(isIn))
  return {
    heading: rates.length === 2 ? 'The cost of a hop at both rates' : 'The cost of a hop at each rate',
    note: `${listed(rates.map(loadText))}. Each rate has a family of comparisons of its own, and the answer above is that of the first. Differences are at ${percent(first.confidence)} each; the baseline’s own figures and the same arm twice are ${STANDALONE}. CPU is without the load generator. Pages under way are a mean, by Little’s law: completed pages × their mean time ÷ the window. A cost that changes from one rate to the other has to be quoted as a range.`,
    columns: columns.map((column) => ({ title: column.title, clock: clockNote(column, first) })),
    rows: rowsOf(first).map((row) => ratesRow(row, rates, columns)),
  }
}

function ratesRow(row: Row, rates: readonly LoadView[], columns: readonly Column[]): RatesRow {
  const { kind, arm, other } = row
  const first = rates[0]!
  return {
    kind,
    label: kind === 'pair' ? `${arm.label} against ${other.label}` : arm.label,
    against: kind === 'pair' ? null : againstText(first, arm),
    colour: arm.colour,
    basis: kind === 'baseline' || kind === 'twin' ? STANDALONE : `at ${percent(first.confidence)}`,
    lines: rates.map((view) => ({
      rate: `${view.load.name}, ${view.rate}`,
      underWay: kind === 'pair' ? null : underWayText(row, view),
      cells: columns.map((column) => column.cell(row, view)),
    })),
  }
}

/** How many of the arm's pages were under way in the mean: "0.25", "not measured". */
export function underWayText({ arm }: Pick<Row, 'arm'>, view: LoadView): string {
  const own = view.summary(arm)?.pagesUnderWay
  return typeof own === 'number' ? pagesText(own) : 'not measured'
}

/** "“light” is 200 pages/s"; how a rate of "auto" was chosen. */
export function loadText({ load, rate }: LoadView): string {
  if (load.chosen === null) return `“${load.name}” is ${rate}`
  const { slowest, shareOfSlowest } = load.chosen
  return `“${load.name}” is ${rate}, ${percent(shareOfSlowest)} of what ${slowest.arm} carried in one window of the search for its saturation (${rateText(slowest.pagesPerSecond)})`
}
