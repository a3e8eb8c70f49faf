/** The outcome for a terminal, in few lines, with the same terms and columns as the page. */
import { styleText } from 'node:util'
import { answerOf } from './model/answer/answer.ts'
import { mostFrequentReason } from './model/answer/nothing.ts'
import { hopClockCell } from './model/clock/hop-clock-cell.ts'
import { columnsOf, type Column } from './model/columns.ts'
import { growthMetric, growthSentences } from './model/growth.ts'
import type { LoadView } from './model/load-view.ts'
import { machineVerdict } from './model/machine.ts'
import { metricCell } from './model/metric-cells.ts'
import { plantedView } from './model/planted/planted-view.ts'
import type { Cell } from './model/quantity.ts'
import { foundText, lineOf } from './model/quantity-text.ts'
import { ratesOf } from './model/rates-table.ts'
import { rowsOf, type Row } from './model/row.ts'
import { viewsOf } from './model/views.ts'
import { whatHolds } from './model/what-holds.ts'
import type { ReportInput } from './report-input.ts'

const MOST_LINES = 12
/** With the hop clock, or with a second rate, each arm has further lines; a terminal shows 24. */
const MOST_LINES_OF_A_SCREEN = 22
/** Most letters of a reason in a column of figures. */
const SHORT_REASON = 28

type Paint = (style: 'bold' | 'dim', text: string) => string

/**
 * Rows of the first load in the essential columns: added µs a hop with interval and verdict, then CPU and memory. Rows of
 * pairs of arms and of the same arm twice follow, each with a second line by the hop clock where there is one, then sentences on what a new connection costs as the number of services
 * grows, where that was measured. Where the run measured the cost at further rates, each row has a line for each of them. The report has the other loads and the rows that do not fit. No line break at the end.
 */
export function renderTerminal(input: ReportInput, options: { colour?: boolean } = {}): string {
  const paint: Paint = (style, text) =>
    options.colour ? styleText(style, text, { validateStream: false }) : text
  const { loads } = viewsOf(input)
  const view = loads[0]
  if (!view?.arms.some((arm) => view.summary(arm)?.levels.p50))
    return [answerOf(loads, input).headline, ...holdsLine(input)].join('\n')

  const [headline, ...essential] = columnsOf(view).filter(({ isEssential }) => isEssential)
  const further = essential.filter(({ clock }) => clock !== 'hop')
  const why = essential.filter(({ clock }) => clock === 'hop')
  const others = ratesOf(loads).slice(1)
  const rows = rowsOf(view)
  const middle = rows.filter(({ kind }) => kind === 'treatment' || kind === 'pair')
  const last = twinLine(rows, view, headline!)
  const growth = loads.filter((one) => growthMetric(one) === 'connect').flatMap(growthSentences)
  const planted = plantedLine(input)
  const noisy = noisyLine(view, input)
  const linesEach = 1 + (view.hasHopClock ? 1 : 0) + others.length
  const most = linesEach > 1 ? MOST_LINES_OF_A_SCREEN : MOST_LINES
  // One line is the head's; the twin's row comes last.
  const room = Math.floor((most - 1 - growth.length - planted.length - noisy.length) / linesEach) - 1
  const shown = middle.length > room ? middle.slice(0, room - 1) : middle
  const rest = middle.length - shown.length
  const head = [
    `per hop at ${view.rate}${view.hasHopClock ? ', user clock' : ''}, against ${view.baseline.label.toLowerCase()}${rows.some(({ kind, other }) => kind === 'treatment' && other !== view.baseline) ? ' unless named' : ''}`,
    '',
    '',
    ...further.map(({ name }) => name),
  ]
  const twin = rows.find((row) => isNoisiestTwin(row, view))
  const [top, ...table] = aligned(head, [
    ...shown.map((row) => tableLine(row, view, headline!, further)),
    last,
  ])
  const lines = [
    top!,
    ...[...shown, twin].flatMap((row, index) => [
      ...(rest > 0 && index === shown.length ? [`${rest} more in the report`] : []),
      table[index]!,
      ...(row ? [...whyLine(row, view, why), ...others.map((rate) => rateLine(row, rate, headline!))] : []),
    ]),
  ]
  const told = [
    ...lines,
    ...noisy,
    ...planted,
    ...invalidLine(view, input),
    ...growth.map((sentence) => `  ${sentence}`),
  ]
  return told.map((text, index) => (index === 0 ? paint('dim', text) : text)).join('\n')
}

/** Cells of a line: name, figure with its interval, verdict, then each further column without intervals. */
function tableLine(row: Row, view: LoadView, headline: Column, further: readonly Column[]): string[] {
  const absent = row.kind === 'pair' ? null : view.absence(row.arm)
  if (absent !== null) return [nameOf(row, view), 'no figures', absent.split(/[;\n]/)[0]!]
  return [
    nameOf(row, view),
    ...headlineCells(headline.cell(row, view)),
    ...further.map((column) => furtherCell(column.cell(row, view))),
  ]
}

/** Below a row: why, by the hop clock; nothing where that clock did not read the arm. */
function whyLine(row: Row, view: LoadView, why: readonly Column[]): string[] {
  const parts = why.flatMap(({ name, cell }) => {
    const own = cell(row, view)
    const text = foundText(own)
    if (text === null) return []
    const verdict = own.kind === 'quantity' && /higher|lower/.test(own.verdict ?? '') ? ` ${own.verdict}` : ''
    return [`${name} ${text}${verdict}`]
  })
  return parts.length === 0 ? [] : [`    hop clock: ${parts.join('; ')}`]
}

/** Below a row: the same figures at a further rate, by both clocks, and CPU. */
function rateLine(row: Row, view: LoadView, headline: Column): string {
  const transport = view.hasHopClock ? hopClockCell(row, view, 'transport') : null
  const parts = [
    headlineCells(headline.cell(row, view)).join(' ').trim(),
    ...(transport === null ? [] : [`transport ${foundText(transport) ?? 'not measured'}`]),
    `CPU ${furtherCell(metricCell(row, view, 'cpu'))}`,
  ]
  return `    at ${view.rate}: ${parts.join('; ')}`
}

/** Figure and verdict of the main column; the head of the table says that the figure is per hop. */
const headlineCells = (cell: Cell): [figure: string, verdict: string] =>
  cell.kind === 'word'
    ? cell.word === 'withheld'
      ? ['', cell.word]
      : [cell.word, '']
    : [lineOf({ ...cell, unit: 'µs' }), cell.verdict ?? '']

/** A cell of a further column. An unresolved figure is not shown here; the report has its interval. A short reason stands in place of "not measured". */
function furtherCell(cell: Cell): string {
  if (cell.kind === 'quantity' && cell.verdict === 'not resolved') return cell.verdict
  const reason = cell.kind === 'word' ? (cell.why?.split(/[;,:]/)[0] ?? '') : ''
  if (reason !== '' && reason.length <= SHORT_REASON) return reason
  return lineOf(
    { ...cell, beside: cell.beside.filter(({ kind }) => kind === 'quantity') },
    { withIntervals: false },
  )
}

/** The arm's name; "istio-sidecar − direct-istio-sidecar" where the arm is not compared with the baseline that the head names. */
const nameOf = ({ arm, other }: Row, view: LoadView): string =>
  other === view.baseline ? arm.name : `${arm.name} − ${other.name}`

const isNoisiestTwin = ({ kind, arm }: Row, view: LoadView): boolean =>
  kind === 'twin' && arm.name === view.noise?.twin

/** The last line: the twin that differs most from the baseline, and what the machine can resolve. */
function twinLine(rows: readonly Row[], view: LoadView, headline: Column): string[] {
  const most = rows.find((row) => isNoisiestTwin(row, view))
  const name =
    most && most.arm.clusterOf !== null ? `${most.arm.name} − ${view.baseline.name}` : 'same arm twice'
  const figure = most ? headlineCells(headline.cell(most, view))[0] : 'not measured'
  return [name, figure, machineVerdict(view).words]
}

/** What to make of a noisy run, and what to do; no line in any other. */
const noisyLine = ({ noise }: LoadView, { run }: ReportInput): string[] =>
  noise?.verdict === 'noisy' && noise.resolvesUs !== null && noise.instrument !== 'not calibrated'
    ? [
        `  rows that say higher or lower hold; a quieter machine${run.quick ? ', or a run without --quick,' : ' or more --rounds'} may tell the rest`,
      ]
    : []

/** Why most trials do not count, what to do, and what holds all the same; no line in a run that ranks its arms. */
const invalidLine = (view: LoadView, input: ReportInput): string[] =>
  view.noise?.verdict === 'invalid'
    ? [
        ...mostFrequentReason(view)
          .slice(0, 2)
          .map((sentence) => `  ${sentence}`),
        ...holdsLine(input),
      ]
    : []

/** What holds although the figures do not. */
const holdsLine = (input: ReportInput): string[] => {
  const holds = whatHolds(input)
  return holds === null ? [] : [`  ${holds}`]
}

/** Whether the run found what was planted; no line in a run without planted effects. */
function plantedLine({ analysis }: ReportInput): string[] {
  const { summary } = plantedView(analysis.planted)
  return summary === null ? [] : [`  planted effects: ${summary}`]
}

/** Columns that are aligned to the left; all others are aligned to the right. */
const LEFT = [0, 2]

/** Aligns the columns of all lines. The last cell of a short line may be longer than its column. */
function aligned(head: readonly string[], rows: readonly string[][]): string[] {
  const widths = head.map((title, column) =>
    Math.max(
      // The first title spans the first three columns.
      column > 2 ? title.length : 0,
      ...rows.filter((row) => row.length - 1 > column || column > 2).map((row) => row[column]?.length ?? 0),
    ),
  )
  const spanned = widths.slice(0, 3).reduce((sum, width) => sum + width + 3, 0)
  const room = Math.max(spanned, head[0]!.length + 3)
  widths[2]! += room - spanned
  const lines = rows.map((row) =>
    row.map((cell, column) =>
      LEFT.includes(column) ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
    ),
  )
  const titles = head.slice(3).map((title, index) => title.padStart(widths[index + 3]!))
  return [
    `  ${head[0]!.padEnd(room)}${titles.join('   ')}`,
    ...lines.map((cells) => `  ${cells.join('   ').replace(/\s+$/, '')}`),
  ]
}
