/** Words and figures of the history pages. */
import { differenceText, type Difference } from '../../results/comparable.ts'
import { cpuSeconds, fineMicroseconds, microseconds, rate } from '../../report/model/format.ts'
import type { HistoryMetric, HistoryRun } from '../read-history.ts'
import type { Series } from '../series.ts'

export const METRIC_WORDS: Record<HistoryMetric, string> = {
  p50: 'a page, p50, user clock',
  transport: 'transport of a hop, hop clock',
  cpu: 'CPU of a page',
}

const LEVELS: Record<HistoryMetric, { format: (value: number) => string; unit: string }> = {
  p50: { format: microseconds, unit: 'µs' },
  transport: { format: fineMicroseconds, unit: 'µs' },
  cpu: { format: cpuSeconds, unit: 'CPU-s per 1000 pages' },
}

/** "×1.863", or "1,337 µs" of a level. Costs over time need more digits than a report shows, because small steps matter. */
export function valueText({ kind, metric }: Series, value: number): string {
  const { format, unit } = LEVELS[metric]
  return kind === 'multiple' ? `×${precise(value)}` : `${format(value)} ${unit}`
}

export function rangeText(series: Series, range: { low: number; high: number } | null): string {
  if (range === null) return 'no interval'
  const format = series.kind === 'multiple' ? precise : LEVELS[series.metric].format
  return `[${format(range.low)}, ${format(range.high)}]`
}

/** Four digits that tell ×1.012 from ×1.018. */
const precise = (value: number): string => String(Number(value.toPrecision(4)))

// Made once: a page of a thousand runs has tens of thousands of days.
const DAYS = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
})

/** "28 Nov 2026": a line of nights needs no time of day. */
export const day = (iso: string | number): string => DAYS.format(new Date(iso))

/** Most differences that are named; a new machine image changes a hundred versions. */
const MOST_NAMED = 6

export function differencesText(differences: readonly Difference[]): string {
  const named = differences.slice(0, MOST_NAMED).map(shortText)
  const rest = differences.length - named.length
  return [...named, ...(rest > 0 ? [`and ${rest} more`] : [])].join('; ')
}

/** Commits by their first digits, other values up to so many letters. */
const LONGEST_VALUE = 60

const shortText = ({ what, a, b }: Difference): string => {
  const short = (value: string) => (what === 'commit' ? value.slice(0, 12) : value.slice(0, LONGEST_VALUE))
  return differenceText({ what, a: short(a), b: short(b) })
}

/** "light, 200 pages/s": the rate of the newest run that has the load. */
export function loadText(load: string, runs: readonly HistoryRun[]): string {
  const found = runs.flatMap(({ facts }) => facts.loads.filter(({ name }) => name === load)).at(-1)
  return found?.pagesPerSecond == null ? load : `${load}, ${rate(found.pagesPerSecond)} pages/s`
}

/** Relative link to a file beside a run's summary. Names cannot leave the folder or become a scheme such as `javascript:`. */
export const linkTo = (folder: string, file: string): string =>
  `./${[...folder.split('/').filter(Boolean), file].map(encodeURIComponent).join('/')}`
