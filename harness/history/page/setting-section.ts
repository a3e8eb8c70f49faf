/** The section of one setting: for each load and arm the drawings, then tables of the newest figures, changes and breaks. */
import { renderChart } from '../../report/charts/vega.ts'
import { table, tableOf } from '../../report/html/figure.ts'
import { html, trusted, type Markup } from '../../report/look/markup.ts'
import { styleOf } from '../../report/look/palette.ts'
import { plural } from '../../report/model/text.ts'
import type { HistoryRun } from '../read-history.ts'
import type { Change, Series } from '../series.ts'
import type { ArmHistory, LoadHistory, Setting } from '../settings.ts'
import { panelChart, spanOf, type Span } from './panel.ts'
import { drawnPoints } from './thinned.ts'
import { day, differencesText, linkTo, loadText, METRIC_WORDS, rangeText, valueText } from './words.ts'

/** Runs of the table for readers without drawings, which has a column for each figure. */
const LAST_RUNS = 15

/** Rows of the other tables; the files for Otava have all figures. */
const MOST_ROWS = 30

/** "chain-3 on netns, quick runs". */
export const settingTitle = ({ scenario, provider, quick }: Setting): string =>
  `${scenario} on ${provider}${quick ? ', quick runs' : ''}`

export async function settingSection(setting: Setting, id: string): Promise<Markup> {
  const { machine, runs } = setting
  const span = spanOf(runs.map(({ facts }) => Date.parse(facts.startedAt)))
  const loads: Markup[] = []
  for (const load of setting.loads) loads.push(await loadPart(load, setting, span))
  return html`<section aria-labelledby="${id}">
    <h2 class="load-name" id="${id}">${settingTitle(setting)}, machine ${machine.id}</h2>
    <p class="note">
      ${machine.words}. ${plural(runs.length, 'run')}, ${day(runs[0]!.facts.startedAt)} to
      ${day(runs.at(-1)!.facts.startedAt)}.
    </p>
    ${loads}
  </section>`
}

async function loadPart({ load, ground, arms }: LoadHistory, setting: Setting, span: Span): Promise<Markup> {
  const parts: Markup[] = []
  for (const arm of arms) parts.push(await armPart(arm, setting, span))
  const [base] = ground
  if (base) {
    const title = `${titleOf(base.arm, setting.runs)} itself`
    const panels: Markup[] = []
    for (const series of ground) panels.push(await panel(series, title, 'var(--ink-soft)', span))
    parts.push(
      html`<h4>${title}<small> its own figures, which show whether the machine became slower</small></h4>
        <div class="panels">${panels}</div>`,
    )
  }
  const where = `${settingTitle(setting)}, machine ${setting.machine.id}, load ${load}`
  const all = [
    ...arms.flatMap(({ title, series }) => series.map((one) => ({ title, series: one }))),
    ...ground.map((series) => ({ title: `${titleOf(series.arm, setting.runs)} itself`, series })),
  ]
  return html`<h3>Load ${loadText(load, setting.runs)}</h3>
    ${parts} ${newestTable(all, where)} ${changesTable(all, where)} ${breaksTable(all, where)}
    ${lastRunsTable(all, setting.runs, where)}`
}

const titleOf = (arm: string, runs: readonly HistoryRun[]): string =>
  runs.flatMap(({ facts }) => facts.arms.filter(({ name }) => name === arm)).at(-1)?.title ?? arm

async function armPart(
  { title, against, datapath, series }: ArmHistory,
  { runs }: Setting,
  span: Span,
): Promise<Markup> {
  const hue =
    runs.flatMap(({ facts }) => facts.datapaths.filter(({ name }) => name === datapath)).at(-1)?.hue ?? 'grey'
  const { colour } = styleOf({ name: datapath, hue })
  const panels: Markup[] = []
  for (const one of series) panels.push(await panel(one, title, colour, span))
  return html`<h4>
      <span class="swatch" style="background:${colour}" aria-hidden="true"></span> ${title}<small>
        as a multiple of ${against} in the same run</small
      >
    </h4>
    <div class="panels">${panels}</div>`
}

async function panel(series: Series, title: string, colour: string, span: Span): Promise<Markup> {
  const words = METRIC_WORDS[series.metric]
  const newest = newestOf(series)
  if (!newest)
    return html`<figure class="panel"><figcaption>${words}: withheld in every run</figcaption></figure>`
  const svg = await renderChart(panelChart(series, colour, span))
  const marks = [
    ...(series.changes.length === 0
      ? []
      : [plural(series.changes.length, 'change of level', 'changes of level')]),
    ...(series.breaks.length === 0 ? [] : [plural(series.breaks.length, 'break')]),
  ]
  const { runs } = drawnPoints(series.points)
  const text = `${words}: newest ${valueText(series, newest.figure.middle)}${marks.length === 0 ? '' : `, ${marks.join(', ')}`}`
  return html`<figure class="panel">
    <figcaption>${text}${runs > 1 ? html`<small> a point is ${runs} runs</small>` : ''}</figcaption>
    <div role="img" aria-label="${title}, ${text}">${trusted(shortNumbers(svg))}</div>
  </figure>`
}

/** A tenth of a pixel is enough, and a third of the size. */
const shortNumbers = (svg: string): string =>
  svg.replace(/\d+\.\d{2,}/g, (number) => String(Number(Number(number).toFixed(1))))

function newestOf({ points }: Series) {
  const newest = points.findLast(({ figure }) => figure !== null)
  return newest?.figure ? { ...newest, figure: newest.figure } : null
}

interface Named {
  title: string
  series: Series
}

const nameOf = ({ title, series }: Named): string => `${title}: ${METRIC_WORDS[series.metric]}`

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
