/** The figures of all lines in few bytes, for the drawing in which a reader looks closer. */
import type { Series } from '../series.ts'
import type { Setting } from '../settings.ts'
import { settingTitle } from './setting-section.ts'
import { linkTo, METRIC_WORDS } from './words.ts'

/** Columns, because most of a page of a thousand runs is this. */
export interface CloserSeries {
  label: string
  isMultiple: boolean
  /** Index of each point's run. Left out where the series has a point for each run of its setting, from `first` on. */
  runs?: number[]
  first: number
  middles: number[]
  /** Null without an interval. */
  lows: (number | null)[]
  highs: (number | null)[]
  /** Indexes of the points after which the line breaks. */
  ends: number[]
  /** Times and what a mark says. */
  marks: [time: number, text: string][]
}

export interface CloserData {
  /** Id, time, and the link to the report, or null. */
  runs: [id: string, time: number, link: string | null][]
  /** One group for each load of each setting. */
  groups: { label: string; series: CloserSeries[] }[]
}

export const EMPTY: CloserData = { runs: [], groups: [] }

/** `data` with one more setting. */
export function withSetting(data: CloserData, setting: Setting): CloserData {
  const first = data.runs.length
  const indexOf = new Map(setting.runs.map((run, index) => [run, first + index]))
  const seriesOf = (title: string, series: Series): CloserSeries => {
    const known = series.points.flatMap(({ run, figure, segment }) =>
      figure ? [{ run, figure, segment }] : [],
    )
    return {
      label: `${title}: ${METRIC_WORDS[series.metric]}`,
      isMultiple: series.kind === 'multiple',
      ...(known.length < setting.runs.length && { runs: known.map(({ run }) => indexOf.get(run)!) }),
      first,
      middles: known.map(({ figure }) => short(figure.middle)),
      lows: known.map(({ figure }) => maybe(figure.interval?.low)),
      highs: known.map(({ figure }) => maybe(figure.interval?.high)),
      ends: known.flatMap(({ segment }, index) =>
        known[index + 1] !== undefined && known[index + 1]!.segment !== segment ? [index] : [],
      ),
      marks: [
        ...series.breaks.map(({ time }): [number, string] => [time, 'break']),
        ...series.changes.map(({ time }): [number, string] => [time, 'change']),
      ],
    }
  }
  return {
    runs: [
      ...data.runs,
      ...setting.runs.map(({ facts, folder, hasPage }): CloserData['runs'][number] => [
        facts.id,
        Date.parse(facts.startedAt),
        hasPage ? linkTo(folder, 'index.html') : null,
      ]),
    ],
    groups: [
      ...data.groups,
      ...setting.loads.map(({ load, ground, arms }) => ({
        label: `${settingTitle(setting)}, ${setting.machine.id}, load ${load}`,
        series: [
          ...arms.flatMap(({ title, series }) => series.map((one) => seriesOf(title, one))),
          ...ground.map((one) => seriesOf(`${one.arm} itself`, one)),
        ],
      })),
    ],
  }
}

/** Four digits are more than any interval is wide. */
const short = (value: number): number => Number(value.toPrecision(4))
const maybe = (value: number | undefined): number | null => (value === undefined ? null : short(value))
