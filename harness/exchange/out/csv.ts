/** The figures of a run as CSV (RFC 4180): one figure a line, for spreadsheets and data frames. */
import { escaped } from '../../words/escaped.ts'
import { numberOf, whyNot } from '../withheld.ts'
import { verdictOf, type ExportedRun } from './exported-run.ts'
import type { RunFigure } from './run-figures.ts'

const COLUMNS: Record<string, (figure: RunFigure, exported: ExportedRun) => string | number | null> = {
  run: (_, { run }) => run.id,
  scenario: (_, { run }) => run.scenario.name,
  load: ({ load }) => load,
  pages_per_second: ({ load }, { run }) =>
    run.loads.find(({ name }) => name === load)?.pagesPerSecond ?? null,
  machine: ({ load }, { analysis }) => (load === null ? null : verdictOf(analysis, load)),
  arm: ({ arm }) => arm,
  datapath: ({ arm }, { run }) => run.arms.find(({ name }) => name === arm)?.datapath ?? null,
  kind: ({ kind }) => kind,
  against: ({ against }) => against,
  figure: ({ name }) => name,
  clock: ({ clock }) => clock,
  unit: ({ unit }) => unit,
  value: ({ value }) => numberOf(value),
  low: ({ interval }) => interval?.low ?? null,
  high: ({ interval }) => interval?.high ?? null,
  confidence: ({ interval }) => interval?.confidence ?? null,
  verdict: ({ verdict }) => verdict,
  why: ({ value, reason }) => whyNot(value) ?? reason,
}

/** The text of the file: a line of names, then the figures. A figure without a number has an empty value and says why in its last column. */
export const csv = (exported: ExportedRun, figures: readonly RunFigure[]): string =>
  [
    Object.keys(COLUMNS),
    ...figures.map((figure) => Object.values(COLUMNS).map((column) => column(figure, exported))),
  ]
    .map((cells) => `${cells.map(cellOf).join(',')}\r\n`)
    .join('')

function cellOf(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  // Line ends are kept: quotes make them part of the cell.
  const text = escaped(withoutFormula(value), '\t\r\n')
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Spreadsheets run a cell that begins like a formula, whoever wrote it: an apostrophe makes the cell text. */
const withoutFormula = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)
