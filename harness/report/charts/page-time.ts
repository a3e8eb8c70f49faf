/** Chart of one page, to scale: its time under the datapath compared with, and what each datapath adds. The picture of the first screen. */
import type { Comparison } from '../../stats/analysis.ts'
import type { ArmView } from '../model/arm-view.ts'
import { signedTime, time } from '../model/format.ts'
import type { LoadView } from '../model/load-view.ts'
import { bars } from './layers/bars.ts'
import { intervalRule } from './layers/interval-rule.ts'
import { rightLabels } from './layers/right-labels.ts'
import { textWidth } from './text-width.ts'
import { AXIS_ROOM, rowsBy, type ChartSpec } from './vega.ts'

/** Width of the whole drawing, px, which leaves room for the legend beside it. The plot gets what the labels leave. */
const TOTAL_WIDTH = 764
const LEAST_WIDTH = 280
/** Space between the end of a bar and its text, px. */
const GAP = 8
const ROW = 36

interface Bar {
  arm: ArmView
  /** Time of the page under the arm that this one is compared with. */
  plainUs: number
  /** What the arm adds; 0 where no added time is resolved. */
  addedUs: number
  /** Ends of the page's interval; null for the baseline, and without an interval. */
  ends: { low: number; high: number } | null
  figure: string
  /** Stands in place of a figure where the difference is not resolved. */
  unsure: string
  words: string
}

/** Null where the baseline has no figures. An added part is drawn only where the verdict is "higher"; an interval is always drawn. */
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
  const plainUs = view.level(view.against(arm), 'p50')
  if (plainUs === null) return null
  if (arm === view.baseline)
    return {
      arm,
      plainUs,
      addedUs: 0,
      ends: null,
      figure: time(plainUs),
      unsure: '',
      words: view.baseline.noun,
    }
  const comparison = view.comparison(arm, 'p50')
  if (!comparison || comparison.verdict === 'withheld') return null
  const { verdict, difference } = comparison
  const { interval } = difference
  return {
    arm,
    plainUs,
    addedUs: verdict === 'higher' ? difference.middle : 0,
    ends: interval && { low: plainUs + interval.low, high: plainUs + interval.high },
    ...barText(comparison, view.level(arm, 'p50')!),
  }
}

/** Text beside a bar: a figure where the verdict is "higher" or "lower"; otherwise the verdict and the interval. */
function barText(
  { verdict, difference }: Comparison,
  wholeUs: number,
): Pick<Bar, 'figure' | 'unsure' | 'words'> {
  const { middle, interval } = difference
  const range = interval && `${signedTime(interval.low)} to ${signedTime(interval.high)}`
  const isFound = verdict === 'higher' || verdict === 'lower'
  return isFound
    ? { figure: time(wholeUs), unsure: '', words: `${signedTime(middle)}${range ? `, ${range}` : ''}` }
    : { figure: '', unsure: verdict, words: range ?? 'no interval' }
}

/** Blocks of a bar: what it is compared with in grey, then one block for each hop, each an equal part of the page's difference. */
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
