import { expect, test } from 'vitest'
import type { LoadView } from '../model/load-view.ts'
import { viewsOf } from '../model/views.ts'
import { syntheticInput } from '../testing/synthetic-input.ts'
import { addedPerHopChart } from './added-per-hop.ts'
import { allRequestsChart } from './all-requests.ts'
import { costLatencyChart } from './cost-latency.ts'
import { cpuPartsChart } from './cpu-parts.ts'
import { pageTimeChart } from './page-time.ts'
import { textWidth } from './text-width.ts'
import { renderChart, type ChartSpec } from './vega.ts'

/** Noise of trials: it decides how far intervals reach. With so many, some drawings have a tick at the very end of their axis. */
const VIEWS = Array.from(
  { length: 30 },
  (_, index) => viewsOf(syntheticInput({ trialNoise: 0.05 * 1.13 ** index })).loads[0]!,
)

const CHARTS: Record<string, (view: LoadView) => ChartSpec | null> = {
  'added time per hop': addedPerHopChart,
  'all requests': allRequestsChart,
  'cost against latency': costLatencyChart,
  'parts of the CPU': cpuPartsChart,
  'time of a page': pageTimeChart,
}

/** Right edges of the labels in the middle of ticks, and the width of the drawing, px. */
function edgesOf(svg: string): { width: number; labels: { text: string; right: number }[] } {
  const width = Number(/<svg [^>]*?width="(\d+)/.exec(svg)![1])
  const left = Number(/<svg .*?<g [^>]*transform="translate\(([\d.]+),/s.exec(svg)![1])
  const labels = [
    ...svg.matchAll(/<text text-anchor="middle" transform="translate\(([-\d.]+),[^>]*>([^<]+)<\/text>/g),
  ].map(([, x, text]) => ({ text: text!, right: left + Number(x) + textWidth(text!, 12) / 2 }))
  return { width, labels }
}

test.each(Object.entries(CHARTS))(
  'no label of an axis reaches beyond its drawing, whatever the figures: %s',
  async (_, chartOf) => {
    for (const view of VIEWS) {
      const { width, labels } = edgesOf(await renderChart(chartOf(view)!))
      expect(labels).not.toEqual([])
      for (const { text, right } of labels) expect(right, text).toBeLessThanOrEqual(width)
    }
  },
)
