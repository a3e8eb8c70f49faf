/** What each verdict means, with the figures of this run. The legend stands beside the picture of the first screen. */
import type { Metric } from '../../stats/metrics.ts'
import { HOP_MARGIN_US } from '../../stats/verdict.ts'
import { cpuSeconds, microseconds } from './format.ts'
import type { LoadView } from './load-view.ts'
import { ofWhat, resolvedByHop, resolvedByUser } from './resolves.ts'

export interface LegendLine {
  verdict: string
  meaning: string
}

const CLOCKS: LegendLine = {
  verdict: 'user clock, hop clock',
  meaning:
    'the calling program’s own, from the first request written to the last byte read; and the kernel’s, at the sockets of both sides',
}

/** The bill has the verdicts of CPU. */
function cpuLine(view: LoadView): LegendLine[] {
  const margin = widestMargin(view, 'cpu')
  return margin === 0
    ? []
    : [
        {
          verdict: 'CPU and bill',
          meaning: `as by the user clock: the interval must lie beyond ±${cpuSeconds(margin)} s for 1000 pages (5 %) and beyond the noise of CPU; above 0 is not enough`,
        },
      ]
}

const widestMargin = (view: LoadView, metric: Metric): number =>
  Math.max(0, ...view.treatments.map((arm) => view.comparison(arm, metric)?.margin ?? 0))

/** One line for each verdict; empty where nothing was compared. */
export function verdictLegend(view: LoadView): LegendLine[] {
  const marginUs = widestMargin(view, 'p50')
  if (marginUs === 0) return []
  const clock = view.hasHopClock ? 'by the user clock: ' : ''
  const hop = (text: string): string => (view.hasHopClock ? `; by the hop clock: ${text}` : '')
  const margin = `±${microseconds(marginUs / view.hops)} µs a hop`
  const [user, byHop] = [resolvedByUser(view), resolvedByHop(view)]
  return [
    ...(view.hasHopClock ? [CLOCKS] : []),
    {
      verdict: 'higher, lower',
      meaning: `${clock}the whole interval lies outside ${margin} and outside the noise (how much one datapath, measured twice, differs from itself)${hop('all of it lies on one side of 0; where two measurements of one datapath differ, or were made in two clusters, the interval must also lie outside that difference')}`,
    },
    {
      verdict: 'equivalent',
      meaning: `${clock}the whole interval and the noise lie within ${margin} (5 % of a page on ${view.baseline.noun})${hop(`no direction, and within ±${HOP_MARGIN_US} µs a hop`)}`,
    },
    {
      verdict: 'not resolved',
      meaning:
        user === null
          ? 'anything else; this run had too few bring-ups to resolve a difference'
          : `anything else; nine of ten such runs find a difference of ${user.figure} µs a hop, ${ofWhat(user)}${view.hasHopClock ? ', by the user clock' : ''}${byHop === null ? '' : hop(`of ${byHop.figure}`)}`,
    },
    ...cpuLine(view),
  ]
}
