/** The outcome for a terminal: at most twelve lines, the same words as the page. */
import { styleText } from 'node:util'
import { measured } from '../results/measured.ts'
import { bytes, factor, interval, microseconds, signedBytes, signedMicroseconds } from './model/format.ts'
import { growthMetric, growthSentences } from './model/growth.ts'
import { loadViews, absence, type LoadView } from './model/load-view.ts'
import type { ArmView } from './model/arm-view.ts'
import { answerOf } from './model/answer.ts'
import { machineVerdict } from './model/machine.ts'
import type { ReportInput } from './report-input.ts'
import type { ArmMemory } from '../stats/analysis.ts'

const MOST_LINES = 12

type Paint = (style: 'bold' | 'dim', text: string) => string

/**
 * Rows of the first load: added µs a hop with interval and verdict, CPU, memory; then arms against one another and the
 * same arm twice; then what a new connection costs as services grow, where that was measured. Other loads and what does
 * not fit are in the report. No line break at the end.
 */
export function renderTerminal(input: ReportInput, options: { colour?: boolean } = {}): string {
  const paint: Paint = (style, text) =>
    options.colour ? styleText(style, text, { validateStream: false }) : text
  const views = loadViews(input)
  const view = views[0]
  if (!view?.arms.some((arm) => view.summary(arm)?.p50Us)) return answerOf(views, input).headline

  const head = [
    `per hop at ${view.rate}, against ${view.baseline.label.toLowerCase()}`,
    '',
    '',
    'CPU',
    'memory',
  ]
  const treatments = view.treatments.map((arm) => treatmentRow(arm, view, input))
  const pairs = view.pairs.map(({ arm, other }) => hopRow(`${arm.name} − ${other.name}`, view, arm, other))
  const last = [[twinName(view), ...noiseCells(view)]]
  const growth = views.filter((one) => growthMetric(one) === 'connect').flatMap(growthSentences)
  const room = MOST_LINES - 1 - last.length - growth.length
  const middle = [...treatments, ...pairs]
  const shown = middle.length > room ? middle.slice(0, room - 1) : middle
  const rest = middle.length - shown.length
  const lines = aligned([...shown, ...last], head)
  if (rest > 0) lines.splice(-1, 0, `${String(rest)} more in the report`)
  const told = [...lines, ...growth.map((sentence) => `  ${sentence}`)]
  return told.map((text, index) => (index === 0 ? paint('dim', text) : text)).join('\n')
}

function treatmentRow(arm: ArmView, view: LoadView, input: ReportInput): string[] {
  const absent = absence(view, arm, input)
  if (absent) return [nameOf(arm, view), 'no figures', absent.split(/[;\n]/)[0]!.slice(0, 50)]
  const cpu = view.comparison(arm, 'cpu')
  const memory = measured(view.summary(arm)?.memory)
  return [
    ...hopRow(nameOf(arm, view), view, arm),
    cpu?.verdict === 'withheld' ? 'withheld' : cpu?.ratio ? factor(cpu.ratio.median) : 'not measured',
    memory ? memoryWords(memory) : 'not measured',
  ]
}

/** "istio-sidecar − direct-istio-sidecar" where the head's baseline is not what an arm is compared with. */
function nameOf(arm: ArmView, view: LoadView): string {
  const against = view.against(arm)
  return against === view.baseline ? arm.name : `${arm.name} − ${against.name}`
}

/** The twin that differs most: the baseline beside itself, or in another cluster. */
function twinName({ noise, twins, baseline }: LoadView): string {
  const most = twins.find(({ arm }) => arm.name === noise?.twin)?.arm
  return most && most.placeOf !== null ? `${most.name} − ${baseline.name}` : 'same arm twice'
}

function memoryWords({ proxyBytesPerPod, kernelBytes }: ArmMemory): string {
  if (typeof proxyBytesPerPod !== 'number') return 'not measured'
  if (proxyBytesPerPod > 0) return `${signedBytes(proxyBytesPerPod)} a pod`
  return typeof kernelBytes === 'number' ? `${bytes(kernelBytes)} a node` : 'not measured'
}

function hopRow(label: string, view: LoadView, arm: ArmView, other?: ArmView): string[] {
  const comparison = view.comparison(arm, 'p50', other)
  if (!comparison?.perHop) return [label, 'not measured', '']
  if (comparison.verdict === 'withheld') return [label, '', 'withheld']
  const { median, interval: range } = comparison.perHop
  return [label, `${signedMicroseconds(median)} µs ${interval(range, microseconds)}`, comparison.verdict]
}

function noiseCells(view: LoadView): string[] {
  const aa = view.noise?.aaUs
  const words = machineVerdict(view).words
  if (!aa) return ['not measured', words]
  return [
    `${microseconds(aa.median / view.hops)} µs ${interval(aa.interval, (us) => microseconds(us / view.hops))}`,
    words,
  ]
}

/** First column to the left, figures to the right, words to the left; the last cell of a row may be long. */
function aligned(rows: readonly string[][], head: readonly string[]): string[] {
  const width = (column: number): number =>
    Math.max(0, ...rows.filter((row) => row.length - 1 > column).map((row) => row[column]?.length ?? 0))
  const lines = rows.map((row) =>
    row
      .map((cell, column) =>
        column === row.length - 1 && column !== 1 && column < 3
          ? cell
          : column === 0 || column === 2
            ? cell.padEnd(width(column))
            : cell.padStart(Math.max(width(column), head[column]!.length)),
      )
      .join('   ')
      .replace(/\s+$/, ''),
  )
  return [headLine(head, width, rows), ...lines.map((text) => `  ${text}`)]
}

function headLine(
  head: readonly string[],
  width: (column: number) => number,
  rows: readonly string[][],
): string {
  const before = [0, 1, 2].reduce((sum, column) => sum + width(column) + 3, 0)
  const tail = [3, 4].map((column) =>
    head[column]!.padStart(Math.max(width(column), head[column]!.length, lastWidth(rows, column))),
  )
  return `  ${head[0]!.padEnd(before)}${tail.join('   ')}`
}

const lastWidth = (rows: readonly string[][], column: number): number =>
  Math.max(0, ...rows.map((row) => row[column]?.length ?? 0))
