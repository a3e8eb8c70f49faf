/** What each verdict means, with the figures of this run. The legend stands beside the picture of the first screen. */
import { HOP_MARGIN_US } from '../../stats/verdict.ts'
import { fineMicroseconds, microseconds } from './format.ts'
import type { LoadView } from './load-view.ts'

export interface LegendLine {
  verdict: string
  meaning: string
}

const CLOCKS: LegendLine = {
  verdict: 'user clock, hop clock',
  meaning:
    'the calling program’s own, from the first request written to the last byte read; and the kernel’s, at the sockets of both sides',
}

/** One line for each verdict; empty where nothing was compared. */
export function verdictLegend(view: LoadView): LegendLine[] {
  const marginUs = Math.max(0, ...view.treatments.map((arm) => view.comparison(arm, 'p50')?.margin ?? 0))
  if (marginUs === 0) return []
  const clock = view.hasHopClock ? 'by the user clock: ' : ''
  const hop = (text: string): string => (view.hasHopClock ? `; by the hop clock: ${text}` : '')
  const margin = `±${microseconds(marginUs / view.hops)} µs a hop`
  const resolvesUs = view.noise?.resolvesUs ?? null
  return [
    ...(view.hasHopClock ? [CLOCKS] : []),
    {
      verdict: 'higher, lower',
      meaning: `${clock}the whole interval lies outside ${margin} and outside the noise (how much one datapath, measured twice, differs from itself)${hop('all of it on one side of 0; where the two measurements of one datapath differ, or are in two clusters, outside of what they differ by')}`,
    },
    {
      verdict: 'equivalent',
      meaning: `${clock}the whole interval and the noise lie within ${margin} (5 % of a page on ${view.baseline.noun})${hop(`no direction, and within ±${HOP_MARGIN_US} µs a hop`)}`,
    },
    {
      verdict: 'not resolved',
      meaning:
        resolvesUs === null
          ? 'anything else; this run had too few bring-ups to resolve a difference'
          : `anything else; nine of ten such runs find a difference of ${microseconds(resolvesUs / view.hops)} µs a hop${view.hasHopClock ? ' by the user clock' : ''}${view.hopClockResolvesUs === null ? '' : hop(`of ${fineMicroseconds(view.hopClockResolvesUs)}`)}`,
    },
  ]
}
