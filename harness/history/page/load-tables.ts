/** The tables below the drawings of a load: the newest figures, changes of level, breaks, and the last runs for readers without drawings. */
import { table, tableOf } from '../../report/html/figure.ts'
import { html, type Markup } from '../../report/look/markup.ts'
import { plural } from '../../report/model/text.ts'
import type { HistoryRun } from '../read-history.ts'
import type { Change, Series } from '../series.ts'
import { day, differencesText, linkTo, METRIC_WORDS, rangeText, valueText } from './words.ts'

/** Runs of the table for readers without drawings, which has a column for each figure. */
const LAST_RUNS = 15

/** Rows of the other tables; the files for Otava have all figures. */
const MOST_ROWS = 30

/** A series and the arm that it is of, as reports name the arm. */
export interface Named {
  title: string
  series: Series
}

const nameOf = ({ title, series }: Named): string => `${title}: ${METRIC_WORDS[series.metric]}`

/** @param where the setting and the load, for the titles */
export const loadTables = (
  all: readonly Named[],
  runs: readonly HistoryRun[],
  where: string,
): (Markup | null)[] => [
  newestTable(all, where),
  changesTable(all, where),
  breaksTable(all, where),
  lastRunsTable(all, runs, where),
]

/** The newest point with a figure; null where every run withholds the figure. */
export function newestOf({ points }: Series) {
  const newest = points.findLast(({ figure }) => figure !== null)
  return newest?.figure ? { ...newest, figure: newest.figure } : null
}

const newestTable = (all: readonly Named[], where: string): Markup =>
  table(
    `Newest figures: ${where}`,
    ['figure', 'newest', 'interval', 'run', 'runs', 'withheld'],
    all.flatMap((one) => {
      const newest = newestOf(one.series)
      const withheld = one.series.points.filter(({ figure }) => figure === null)
      const reason = withheld.at(-1)?.reason
      return [
        [
          nameOf(one),
          newest ? valueText(one.series, newest.figure.middle) : 'none',
          newest ? rangeText(one.series, newest.figure.interval) : '',
          newest ? runLink(newest.run) : '',
          String(one.series.points.length - withheld.length),
          reason == null ? '0' : `${withheld.length}; the last: ${reason.slice(0, 120)}`,
        ],
      ]
    }),
  )

/** The id of a run, as a link where the report lies beside the summary. */
export const runLink = ({ facts, folder, hasPage }: HistoryRun): Markup | string =>
  hasPage ? html`<a href="${linkTo(folder, 'index.html')}">${facts.id}</a>` : facts.id

function changesTable(all: readonly Named[], where: string): Markup | null {
  const changes = all
    .flatMap((one) => one.series.changes.map((change) => ({ ...one, change })))
    .toSorted((a, b) => b.change.time - a.change.time)
  if (changes.length === 0) return null
  return table(
    `Changes of level, advisory${cut(changes.length)}: ${where}`,
    ['figure', 'before', 'after', 'change', 'p', 'first run', 'different since the run before'],
    changes
      .slice(0, MOST_ROWS)
      .map((one) => [
        nameOf(one),
        valueText(one.series, one.change.before),
        valueText(one.series, one.change.after),
        changeText(one.change),
        one.change.p.toFixed(2),
        runLink(one.change.run),
        differencesText(one.change.remarks) || 'nothing that runs record',
      ]),
  )
}

const changeText = ({ before, after }: Change): string => {
  const share = (after / before - 1) * 100
  return `${share < 0 ? '−' : '+'}${Math.abs(share).toFixed(1)} %`
}

/** The same break of all figures of a load is one row. */
function breaksTable(all: readonly Named[], where: string): Markup | null {
  const breaks = Map.groupBy(
    all.flatMap((one) => one.series.breaks.map((gap) => ({ one, gap }))),
    ({ gap }) => JSON.stringify([gap.run.facts.id, differencesText(gap.differences)]),
  )
  const rows = [...breaks.values()].toSorted((a, b) => b[0]!.gap.time - a[0]!.gap.time)
  if (rows.length === 0) return null
  return table(
    `Where lines break, because figures before and after may not be compared${cut(rows.length)}: ${where}`,
    ['first run after', 'date', 'figures', 'what differs'],
    rows
      .slice(0, MOST_ROWS)
      .map((own) => [
        runLink(own[0]!.gap.run),
        day(own[0]!.gap.time),
        own.length === all.length ? 'all' : plural(own.length, 'figure'),
        differencesText(own[0]!.gap.differences),
      ]),
  )
}

const cut = (length: number): string => (length > MOST_ROWS ? `, the newest ${MOST_ROWS} of ${length}` : '')

/** The figures of the last runs, for readers without the drawings. */
function lastRunsTable(all: readonly Named[], runs: readonly HistoryRun[], where: string): Markup {
  const last = runs.slice(-LAST_RUNS).toReversed()
  const byRun = all.map(({ series }) => new Map(series.points.map((point) => [point.run, point])))
  return tableOf(
    `the last ${plural(last.length, 'run')}: ${where}`,
    ['run', 'date', ...all.map(nameOf)],
    last.map((run) => [
      runLink(run),
      day(run.facts.startedAt),
      ...all.map(({ series }, index) => {
        const point = byRun[index]!.get(run)
        if (!point) return 'not measured'
        return point.figure
          ? `${valueText(series, point.figure.middle)} ${rangeText(series, point.figure.interval)}`
          : 'withheld'
      }),
    ]),
  )
}
