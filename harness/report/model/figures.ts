/** All figures of one load: the table that the page and the Markdown share. */
import { ALL_METRICS } from '../../stats/metrics.ts'
import type { ArmView } from './arm-view.ts'
import { unexercised } from './capabilities.ts'
import { columnsOf, type Column } from './columns.ts'
import { percent } from './format.ts'
import { STANDALONE } from './interval-basis.ts'
import { againstText, type LoadView } from './load-view.ts'
import type { Cell } from './quantity.ts'
import { rowsOf, type Row } from './row.ts'
import { capitalized, listed } from './text.ts'

export interface FigureRow extends Row {
  label: string
  /** The arm that the row is compared with, where that is not the baseline. */
  against: string | null
  colour: string
  /** The confidence of the row's intervals, where it is not that of the comparisons. */
  basis: string | null
  /** Why there are no figures; the row then has no cells. */
  absent: string | null
  /** One cell for each column, in the order of the columns. */
  cells: { column: Column; cell: Cell }[]
  buys: string
}

export interface Figures {
  columns: Column[]
  rows: FigureRow[]
  /** Sentences that say which columns hold no differences, and give the confidence of each kind of interval. */
  intervals: string
  /** "kube-proxy, p50: …": each figure that was not resolved or was withheld, with the reason and what would resolve it. */
  unresolved: string[]
  /** Differences of pairs that their own figures do not give, and why. */
  apart: string[]
}

export function figuresOf(view: LoadView, familySize: number): Figures {
  const columns = columnsOf(view)
  return {
    columns,
    rows: rowsOf(view).map((row) => figureRow(row, view, columns)),
    intervals: intervalsText(view, columns, familySize),
    unresolved: unresolvedOf(view),
    apart: apartOf(view),
  }
}

function figureRow(row: Row, view: LoadView, columns: readonly Column[]): FigureRow {
  const { kind, arm, other } = row
  const isPair = kind === 'pair'
  const absent = isPair ? null : view.absence(arm)
  return {
    ...row,
    label: isPair ? `${arm.label} against ${other.label}` : arm.label,
    against: isPair ? null : againstText(view, arm),
    colour: arm.colour,
    basis: kind === 'baseline' || kind === 'twin' ? STANDALONE : null,
    absent,
    cells: absent === null ? columns.map((column) => ({ column, cell: column.cell(row, view) })) : [],
    buys: isPair ? buysAgainst(arm, other) : buys(arm),
  }
}

/** "8 comparisons, of p50 by the user clock and of transport by the hop clock,". */
export const familyText = (familySize: number, { hasHopClock }: Pick<LoadView, 'hasHopClock'>): string =>
  hasHopClock
    ? `${familySize} comparisons, of p50 by the user clock and of transport by the hop clock,`
    : `${familySize} comparisons of p50 a hop`

/** Which columns hold the arm's own figures in every row, and the confidence of each kind of interval in the table. */
function intervalsText(view: LoadView, columns: readonly Column[], familySize: number): string {
  const without = columns.filter(({ intervals }) => intervals === 'none').map(({ name }) => name)
  const own = columns.filter(({ isOwnFigure }) => isOwnFigure).map(({ name }) => name)
  return `${capitalized(listed(own))} are the arm’s own figures in every row, except where a row compares two treatments. Each figure is a mean of bring-ups. Intervals of differences are at ${percent(view.confidence)} each (${familyText(familySize, view)} share an error of 5 %). Intervals of the baseline’s own figures, of the same arm twice, of memory and of max. pages/s are ${STANDALONE}; max. pages/s is a median of rounds, with the lowest and the highest value where these are too few for an interval. ${capitalized(listed(without))} are medians of one or a few idle windows, without an interval: the same arm twice shows how far chance moves them.`
}

/** "encrypts, flows; could: L3/L4 policy": what this run has exercised, then what the datapath could give besides. */
function buys({ capabilities }: ArmView): string {
  const exercised = capabilities.filter((one) => one.exercised).map(({ mark }) => mark)
  const could = unexercised(capabilities).map(({ mark }) => mark)
  return [
    exercised.join(', ') || 'nothing further',
    ...(could.length > 0 ? [`could: ${could.join(', ')}`] : []),
  ].join('; ')
}

/** By what the run exercised alone: what arms merely could give is in their own rows. */
function buysAgainst(arm: ArmView, other: ArmView): string {
  const only = (one: ArmView, two: ArmView): string[] =>
    one.capabilities
      .filter(({ exercised }, index) => exercised && !two.capabilities[index]!.exercised)
      .map(({ mark }) => mark)
  const [gains, lacks] = [only(arm, other), only(other, arm)]
  return (
    [
      gains.length > 0 ? `with ${gains.join(', ')}` : '',
      lacks.length > 0 ? `without ${lacks.join(', ')}` : '',
    ]
      .filter((text) => text !== '')
      .join('; ') || 'the same'
  )
}

function unresolvedOf(view: LoadView): string[] {
  const pairs = [...view.treatments.map((arm) => ({ arm, other: view.against(arm) })), ...view.pairs]
  return pairs.flatMap(({ arm, other }) => {
    const reasons = ALL_METRICS.flatMap(([metric, { name }]) => {
      const comparison = view.comparison(arm, metric, other)
      return comparison?.reason ? [{ name, text: `${comparison.verdict}: ${comparison.reason}` }] : []
    })
    const against = other === view.baseline ? '' : ` against ${other.label}`
    return [...Map.groupBy(reasons, ({ text }) => text)].map(
      ([text, same]) => `${arm.label}${against}, ${listed(same.map(({ name }) => name))}: ${text}.`,
    )
  })
}

/** A pair's difference and the difference of its figures may be apart by this share of the figures and still print alike. */
const PRINTS_ALIKE = 0.0005

/**
 * A figure goes down to the baseline over differences in the rounds of each two arms; the difference of a pair is taken in the
 * rounds of that pair. Where arms lost different rounds, the two need not agree, and the report says so.
 */
function apartOf(view: LoadView): string[] {
  return view.pairs.flatMap(({ arm, other }) => {
    const metrics = ALL_METRICS.flatMap(([metric, { name }]) => {
      const pair = view.comparison(arm, metric, other)
      const [own, against] = [view.level(arm, metric), view.level(other, metric)]
      if (!pair || pair.verdict === 'withheld' || own === null || against === null) return []
      const apart = Math.abs(own - against - pair.difference.middle)
      return apart > PRINTS_ALIKE * Math.max(Math.abs(own), Math.abs(against)) ? [name] : []
    })
    return metrics.length === 0
      ? []
      : [
          `${arm.label} against ${other.label}, ${listed(metrics)}: the difference is of the rounds that these two have in common; their own figures come from other rounds too, because some were lost, and differ by another amount.`,
        ]
  })
}
