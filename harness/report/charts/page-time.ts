/** One page, to scale: what it takes on the plain network, and what each datapath adds. */
import { signedTime, time } from '../model/format.ts'
import type { LoadView } from '../model/load-view.ts'
import { AXIS_ROOM, rowsBy, type ChartSpec } from './vega.ts'

const WIDTH = 560
const ROW = 36

/** Null where the baseline has no figures. An added part is drawn only where it is resolved as higher. */
export function pageTimeChart(view: LoadView): ChartSpec | null {
  const baseline = view.summary(view.baseline)?.p50Us
  if (!baseline) return null
  const rows = view.arms
    .filter(({ role }) => role !== 'twin')
    .flatMap((arm) => {
      if (arm.role === 'baseline')
        return [{ arm, plainUs: baseline.median, added: 0, words: time(baseline.median) }]
      const comparison = view.comparison(arm, 'p50')
      const plain = view.summary(view.against(arm))?.p50Us
      if (!comparison || !plain || comparison.verdict === 'withheld') return []
      const plainUs = plain.median
      const { verdict, difference } = comparison
      const added = verdict === 'higher' ? difference.median : 0
      const words =
        verdict === 'higher' || verdict === 'lower'
          ? `${time(plainUs + difference.median)}, ${signedTime(difference.median)}`
          : verdict
      return [{ arm, plainUs, added, words }]
    })
  if (rows.length < 2) return null
  const bars = rows.flatMap(({ arm, plainUs, added }) => [
    { label: arm.label, start: 0, end: plainUs, colour: 'var(--part-2)' },
    // One block a hop: the page's difference in equal parts, for the eye to count.
    ...(added > 0
      ? Array.from({ length: view.hops }, (_, hop) => ({
          label: arm.label,
          start: plainUs + (added * hop) / view.hops,
          end: plainUs + (added * (hop + 1)) / view.hops,
          colour: arm.colour,
        }))
      : []),
  ])
  const high = Math.max(...bars.map(({ end }) => end))
  const x = {
    type: 'quantitative' as const,
    title: 'one page, p50',
    scale: { domain: [0, high], nice: false },
    axis: { tickCount: 6, labelExpr: "datum.value === 0 ? '0' : datum.value / 1000 + ' ms'" },
  }
  const { y, left } = rowsBy(rows.map(({ arm }) => arm.label))
  return {
    width: WIDTH,
    height: { step: ROW },
    padding: { left, right: 170, top: 4, bottom: AXIS_ROOM },
    layer: [
      {
        data: { values: bars },
        mark: { type: 'bar', height: { band: 0.62 }, stroke: 'var(--page)', strokeWidth: 1 },
        encoding: {
          x: { ...x, field: 'start' },
          x2: { field: 'end' },
          y,
          color: { field: 'colour', type: 'nominal', scale: null },
        },
      },
      {
        data: {
          values: rows.map(({ arm, plainUs, added, words }) => ({
            label: arm.label,
            end: plainUs + added,
            words,
          })),
        },
        mark: { type: 'text', align: 'left', dx: 8, fontWeight: 600 },
        encoding: { x: { ...x, field: 'end' }, y, text: { field: 'words' } },
      },
    ],
  }
}
