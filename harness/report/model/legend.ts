/** What each verdict means, with the figures of this run. The legend stands beside the picture of the first screen. */
import { microseconds } from './format.ts'
import type { LoadView } from './load-view.ts'

export interface LegendLine {
  verdict: string
  meaning: string
}

/** One line for each verdict; empty where nothing was compared. */
export function verdictLegend(view: LoadView): LegendLine[] {
  const marginUs = Math.max(0, ...view.treatments.map((arm) => view.comparison(arm, 'p50')?.margin ?? 0))
  if (marginUs === 0) return []
  const margin = `±${microseconds(marginUs / view.hops)} µs a hop`
  const resolvesUs = view.noise?.resolvesUs ?? null
  return [
    {
      verdict: 'higher, lower',
      meaning: `the whole interval lies outside ${margin} and outside the noise (how much one datapath, measured twice, differs from itself)`,
    },
    {
      verdict: 'equivalent',
      meaning: `the whole interval and the noise lie within ${margin} (5 % of the plain network’s page)`,
    },
    {
      verdict: 'not resolved',
      meaning:
        resolvesUs === null
          ? 'anything else; this run had too few rounds to resolve a difference'
          : `anything else; this run cannot tell differences under about ${microseconds(resolvesUs / view.hops)} µs a hop from none`,
    },
  ]
}
