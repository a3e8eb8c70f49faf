/** What the verdicts of a run mean, with its own figures: beside the picture, before anybody reads one. */
import { microseconds } from './format.ts'
import type { LoadView } from './load-view.ts'

export interface LegendLine {
  verdict: string
  meaning: string
}

/** Empty where nothing was compared. */
export function verdictLegend(view: LoadView): LegendLine[] {
  const marginUs = Math.max(0, ...view.treatments.map((arm) => view.comparison(arm, 'p50')?.margin ?? 0))
  if (marginUs === 0) return []
  const margin = `±${microseconds(marginUs / view.hops)} µs a hop`
  const resolvesUs = view.noise?.resolvesUs ?? null
  return [
    {
      verdict: 'higher, lower',
      meaning: `the whole interval lies beyond ${margin}, and beyond what the same datapath measured twice shows`,
    },
    {
      verdict: 'equivalent',
      meaning: `the whole interval lies within ${margin}: 5 % of the plain network’s page`,
    },
    {
      verdict: 'not resolved',
      meaning:
        resolvesUs === null
          ? 'anything else: this run had too few rounds to tell'
          : `anything else: differences under some ${microseconds(resolvesUs / view.hops)} µs a hop cannot be told from none here`,
    },
  ]
}
