/** What becomes of the cost as a cluster grows: arms of one datapath that differ in services nobody calls. */
import type { Estimate, Verdict } from '../../stats/analysis.ts'
import type { ArmView } from './arm-view.ts'
import { count, interval, microseconds, signedMicroseconds } from './format.ts'
import type { LoadView } from './load-view.ts'
import { capitalized } from './words.ts'

export interface GrowthPoint {
  arm: ArmView
  services: number
  /** Against the baseline, µs a new connection, or a page where connections are kept. */
  added: Estimate
  verdict: Verdict
}

export interface Growth {
  datapath: string
  /** Label without the number of services. */
  name: string
  points: GrowthPoint[]
  /** Most services against fewest, from the same rounds; null where the analysis has no such pair. */
  rise: { difference: Estimate; verdict: Verdict } | null
}

/** "connect" where each call opens a connection: that is where tables are walked. */
export const growthMetric = (view: LoadView): 'connect' | 'p50' =>
  view.load.connection === 'per-request' ? 'connect' : 'p50'

export const growthUnit = (view: LoadView): string =>
  growthMetric(view) === 'connect' ? 'µs to open a connection' : 'µs a page'

/** Datapaths measured with several numbers of services; empty for most scenarios. */
export function growthOf(view: LoadView): Growth[] {
  const metric = growthMetric(view)
  const byDatapath = Map.groupBy(view.treatments, ({ datapath }) => datapath)
  return [...byDatapath].flatMap(([datapath, arms]) => {
    const points = arms
      .flatMap((arm) => {
        const comparison = view.comparison(arm, metric)
        return comparison
          ? [{ arm, services: arm.fillerServices, added: comparison.difference, verdict: comparison.verdict }]
          : []
      })
      .toSorted((a, b) => a.services - b.services)
    const [fewest, most] = [points[0], points.at(-1)]
    if (!fewest || !most || fewest.services === most.services) return []
    return [
      {
        datapath,
        name: most.arm.title.split(/: /)[0]!,
        points,
        rise: view.comparison(most.arm, metric, fewest.arm),
      },
    ]
  })
}

/** One sentence for each datapath that was measured with several numbers of services. */
export function growthSentences(view: LoadView): string[] {
  const what = growthMetric(view) === 'connect' ? 'opening a connection' : 'a page'
  return growthOf(view).map(({ name, points, rise }) => {
    const [fewest, most] = [points[0]!, points.at(-1)!]
    const from = `from ${count(fewest.services)} to ${count(most.services)} services`
    if (!rise) return `${capitalized(name)}: ${from}, ${what} was not compared.`
    const range = interval(rise.difference.interval, microseconds)
    switch (rise.verdict) {
      case 'higher':
        return `Through ${name}, ${what} costs ${microseconds(rise.difference.median)} µs more ${range} ${from}.`
      case 'lower':
        return `Through ${name}, ${what} costs ${microseconds(-rise.difference.median)} µs less ${range} ${from}.`
      case 'equivalent':
        return `Through ${name}, ${what} costs the same ${from} (${signedMicroseconds(rise.difference.median)} µs ${range}).`
      case 'not resolved':
        return `Through ${name}, whether ${what} costs more ${from} is not resolved (${signedMicroseconds(rise.difference.median)} µs ${range}).`
      case 'withheld':
        return `Through ${name}, the figures are withheld.`
    }
  })
}
