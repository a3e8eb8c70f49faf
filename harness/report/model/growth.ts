/** How the cost grows with the cluster: compares arms of one datapath that differ only in the number of services nobody calls. */
import type { Estimate, Verdict } from '../../stats/analysis.ts'
import type { ArmView } from './arm-view.ts'
import { count, interval, microseconds, signedMicroseconds } from './format.ts'
import type { LoadView } from './load-view.ts'
import { capitalized, listed } from './text.ts'

export interface GrowthPoint {
  arm: ArmView
  services: number
  /** Difference from the baseline in µs: of one new connection, or of one page where connections are kept. */
  added: Estimate
  verdict: Verdict
}

export interface Growth {
  datapath: string
  /** The datapath's name inside a sentence. */
  name: string
  points: GrowthPoint[]
  /** The arm with the most services compared with the arm with the fewest, in the same rounds; null where the analysis has no such pair. */
  rise: { difference: Estimate; verdict: Verdict } | null
}

/** "connect" where each call opens a connection, because a datapath searches its tables when a connection is opened. */
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
        name: most.arm.datapathNoun,
        points,
        rise: view.comparison(most.arm, metric, fewest.arm),
      },
    ]
  })
}

const WHAT = { connect: 'opening a connection', p50: 'a page' }

/** One sentence for each datapath that was measured with several numbers of services. */
export function growthSentences(view: LoadView): string[] {
  const what = WHAT[growthMetric(view)]
  return growthOf(view).map(({ name, points, rise }, index) => {
    const [fewest, most] = [points[0]!, points.at(-1)!]
    const begin =
      index === 0
        ? `With ${count(most.services)} services instead of ${count(fewest.services)}, through`
        : 'Through'
    if (!rise) return `${begin} ${name}, ${what} was not compared.`
    const { middle, interval: range } = rise.difference
    switch (rise.verdict) {
      case 'higher':
        return `${begin} ${name}, ${what} costs ${microseconds(middle)} µs more.`
      case 'lower':
        return `${begin} ${name}, ${what} costs ${microseconds(-middle)} µs less.`
      case 'equivalent':
        return `${begin} ${name}, ${what} costs the same within the margin.`
      case 'not resolved':
        return `${begin} ${name}, a rise is not resolved${range ? `: ${signedMicroseconds(range.low)} to ${signedMicroseconds(range.high)} µs` : ''}.`
      case 'withheld':
        return `${begin} ${name}, the figures are withheld.`
    }
  })
}

/** Every point with its interval, and the rise; empty for a run that did not vary the number of services. */
export function growthParagraph(view: LoadView): string {
  const sentences = growthOf(view).map(({ name, points, rise }) => {
    const each = points.map(
      ({ services, added, verdict }) =>
        `${signedMicroseconds(added.middle)} µs ${interval(added.interval, microseconds)} with ${count(services)} services${verdict === 'higher' || verdict === 'lower' ? '' : ` (${verdict})`}`,
    )
    const more = rise
      ? `; the rise is ${signedMicroseconds(rise.difference.middle)} µs ${interval(rise.difference.interval, microseconds)}, ${rise.verdict}`
      : ''
    return `${capitalized(name)}: ${listed(each)}${more}.`
  })
  const against = growthOf(view).flatMap(({ points }) => points.map(({ arm }) => view.against(arm).noun))
  return sentences.length === 0
    ? ''
    : `Time added to ${WHAT[growthMetric(view)]} at ${view.rate}, compared with ${listed([...new Set(against)])}. ${sentences.join(' ')}`
}
