/** The figures of all lines in few bytes, for the drawing in which a reader looks closer. */
import type { HistoryRun } from '../read-history.ts'
import type { Series } from '../series.ts'
import type { LoadHistory, Setting } from '../settings.ts'
import { settingName } from './setting-section.ts'
import { linkTo, METRIC_WORDS } from './words.ts'

/** Columns, because most of a page of a thousand runs is this. Runs are indexes into the runs of the setting. */
export interface CloserSeries {
  label: string
  isMultiple: boolean
  /** The run of each point. Left out where the series has a point for each run. */
  runs?: number[]
  middles: number[]
  /** Null without an interval. */
  lows: (number | null)[]
  highs: (number | null)[]
  /** The first runs after breaks, ascending. */
  breaks: number[]
  /** The first runs of new levels. */
  changes: number[]
}

export interface CloserLoad {
  label: string
  series: CloserSeries[]
}

export interface CloserSetting {
  /** Id, time, and the link to the report, or null. */
  runs: [id: string, time: number, link: string | null][]
  loads: CloserLoad[]
}

/** A thousand runs of the sample's fifteen figures, and a third more. Of more runs the newest are looked at closer. */
const MOST_POINTS_OF_LOAD = 20_000

/** The runs of a setting that the drawing shows. */
function shownRuns({ runs, loads }: Setting): HistoryRun[] {
  const mostSeries = Math.max(...loads.map((load) => seriesIn(load).length))
  return runs.slice(-Math.floor(MOST_POINTS_OF_LOAD / mostSeries))
}

const seriesIn = ({ ground, arms }: LoadHistory): { title: string; series: Series }[] => [
  ...arms.flatMap(({ title, series }) => series.map((one) => ({ title, series: one }))),
  ...ground.map((series) => ({ title: `${series.arm} itself`, series })),
]

/** A setting without its loads. */
export const closerSetting = (setting: Setting): CloserSetting => ({
  runs: shownRuns(setting).map(({ facts, folder, hasPage }) => [
    facts.id,
    Date.parse(facts.startedAt),
    hasPage ? linkTo(folder, 'index.html') : null,
  ]),
  loads: [],
})

/** A load of a setting, for the list from which a reader chooses. */
export function closerLoad(setting: Setting, load: LoadHistory): CloserLoad {
  const runs = shownRuns(setting)
  const indexOf = new Map(runs.map((run, index) => [run, index]))
  const indexesOf = (marks: readonly { run: HistoryRun }[]): number[] =>
    marks.flatMap(({ run }) => indexOf.get(run) ?? [])
  const cut =
    runs.length < setting.runs.length ? `, the newest ${runs.length} of ${setting.runs.length} runs` : ''
  return {
    label: `${settingName(setting)}, load ${load.load}${cut}`,
    series: seriesIn(load).map(({ title, series }) => {
      const known = series.points.flatMap(({ run, figure }) =>
        figure && indexOf.has(run) ? [{ run, figure }] : [],
      )
      return {
        label: `${title}: ${METRIC_WORDS[series.metric]}`,
        isMultiple: series.kind === 'multiple',
        ...(known.length < runs.length && { runs: indexesOf(known) }),
        middles: known.map(({ figure }) => short(figure.middle)),
        lows: known.map(({ figure }) => maybe(figure.interval?.low)),
        highs: known.map(({ figure }) => maybe(figure.interval?.high)),
        breaks: indexesOf(series.breaks),
        changes: indexesOf(series.changes),
      }
    }),
  }
}

/** Four digits are more than any interval is wide. */
const short = (value: number): number => Number(value.toPrecision(4))
const maybe = (value: number | undefined): number | null => (value === undefined ? null : short(value))
