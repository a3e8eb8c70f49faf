/** One page, to scale: what it takes on the plain network, and what each datapath adds. The picture of the first screen. */
import type { Comparison } from '../../stats/analysis.ts'
import type { ArmView } from '../model/arm-view.ts'
import { signedTime, time } from '../model/format.ts'
import type { LoadView } from '../model/load-view.ts'
import { bars } from './layers/bars.ts'
import { intervalRule } from './layers/interval-rule.ts'
import { rightLabels } from './layers/right-labels.ts'
import { textWidth } from './text-width.ts'
import { AXIS_ROOM, rowsBy, type ChartSpec } from './vega.ts'

/** Of the whole drawing, so that the legend has its place beside it; the plot takes what labels leave. */
const TOTAL_WIDTH = 764
const LEAST_WIDTH = 280
/** Between the end of a bar and its words. */
const GAP = 8
const ROW = 36

interface Bar {
  arm: ArmView
  /** The page on the plain network that the arm is held against. */
  plainUs: number
  /** What is added and resolved; 0 otherwise. */
  addedUs: number
  /** Ends of the page's interval; null for the baseline, and where there is none. */
  ends: { low: number; high: number } | null
  figure: string
  /** Instead of a figure, where none is found. */
  unsure: string
  words: string
}

/** Null where the baseline has no figures. An added part is drawn only where it is resolved as higher; an interval always. */
export function pageTimeChart(view: LoadView): ChartSpec | null {
  const rows = view.arms.filter(({ role }) => role !== 'twin').flatMap((arm) => barOf(arm, view) ?? [])
  if (!rows.some(({ arm }) => arm === view.baseline) || rows.length < 2) return null
  const ends = rows.flatMap(({ arm, ends }) => (ends ? [{ ...ends, label: arm.label }] : []))
  const high = Math.max(
    ...rows.map(({ plainUs, addedUs }) => plainUs + addedUs),
    ...ends.map(({ high }) => high),
  )
  const x = {
    type: 'quantitative' as const,
    title: 'one page, p50',
    scale: { domain: [0, high], nice: false },
    axis: { tickCount: 6, labelExpr: "datum.value === 0 ? '0' : datum.value / 1000 + ' ms'" },
  }
  const { y, left } = rowsBy(rows.map(({ arm }) => arm.label))
  const labels = rows.map(({ arm, plainUs, addedUs, ends, figure, unsure, words }) => ({
    label: arm.label,
    end: Math.max(plainUs + addedUs, ends?.high ?? 0),
    figure,
    unsure,
    words,
  }))
  const after = { x: { ...x, field: 'end' }, y }
  const right =
    GAP +
    Math.max(
      ...labels.map(({ figure, words }) => Math.max(textWidth(figure, 12, 'bold'), textWidth(words, 11))),
    )
  return {
    width: Math.max(LEAST_WIDTH, TOTAL_WIDTH - left - right),
    height: { step: ROW },
    padding: { left, right, top: 4, bottom: AXIS_ROOM },
    layer: [
      bars(
        rows.flatMap((row) => blocksOf(row, view.hops)),
        { x: { ...x, field: 'start' }, x2: { field: 'end' }, y },
      ),
      intervalRule(
        ends,
        { x: { ...x, field: 'low' }, x2: { field: 'high' }, y },
        { width: 1.5, stroke: 'var(--ink)' },
      ),
      rightLabels(labels, after, 'figure', { dx: GAP, dy: -6 }),
      rightLabels(labels, after, 'unsure', { dx: GAP, dy: -6, isSoft: true }),
      rightLabels(labels, after, 'words', { dx: GAP, dy: 8, isSoft: true }),
    ],
  }
}

function barOf(arm: ArmView, view: LoadView): Bar | null {
  const plainUs = view.summary(view.against(arm))?.levels.p50?.median
  if (plainUs === undefined) return null
  if (arm === view.baseline)
    return {
      arm,
      plainUs,
      addedUs: 0,
      ends: null,
      figure: time(plainUs),
      unsure: '',
      words: 'the plain network',
    }
  const comparison = view.comparison(arm, 'p50')
  if (!comparison || comparison.verdict === 'withheld') return null
  const { verdict, difference } = comparison
  const { interval } = difference
  return {
    arm,
    plainUs,
    addedUs: verdict === 'higher' ? difference.median : 0,
    ends: interval && { low: plainUs + interval.low, high: plainUs + interval.high },
    ...wordsOf(comparison, view.level(arm, 'p50')!),
  }
}

/** A page that is resolved has a figure; of another its interval is told. */
function wordsOf(
  { verdict, difference }: Comparison,
  wholeUs: number,
): Pick<Bar, 'figure' | 'unsure' | 'words'> {
  const { median, interval } = difference
  const range = interval && `${signedTime(interval.low)} to ${signedTime(interval.high)}`
  const isFound = verdict === 'higher' || verdict === 'lower'
  return isFound
    ? { figure: time(wholeUs), unsure: '', words: `${signedTime(median)}${range ? `, ${range}` : ''}` }
    : { figure: '', unsure: verdict, words: range ?? 'no interval' }
}

/** The plain network in grey, then one block a hop: the page's difference in equal parts, for the eye to count. */
function blocksOf({ arm, plainUs, addedUs }: Bar, hops: number) {
  const plain = { label: arm.label, start: 0, end: plainUs, colour: 'var(--part-2)' }
  if (addedUs === 0) return [plain]
  const added = Array.from({ length: hops }, (_, hop) => ({
    label: arm.label,
    start: plainUs + (addedUs * hop) / hops,
    end: plainUs + (addedUs * (hop + 1)) / hops,
    colour: arm.colour,
  }))
  return [plain, ...added]
}
