/** What a page shows of one load of a setting: the drawings of each arm, then the tables. */
import { renderChart } from '../../report/charts/vega.ts'
import { html, trusted, type Markup } from '../../report/look/markup.ts'
import { styleOf } from '../../report/look/palette.ts'
import { plural } from '../../report/model/text.ts'
import type { HistoryRun } from '../read-history.ts'
import type { Series } from '../series.ts'
import type { ArmHistory, LoadHistory, Setting } from '../settings.ts'
import { loadTables, newestOf } from './load-tables.ts'
import { panelChart, type Span } from './panel.ts'
import { settingName } from './setting-section.ts'
import { drawn } from './thinned.ts'
import { loadText, METRIC_WORDS, valueText } from './words.ts'

/** @param span of all drawings of the setting */
export async function loadPart(
  { load, ground, arms }: LoadHistory,
  setting: Setting,
  span: Span,
): Promise<Markup> {
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
  const where = `${settingName(setting)}, load ${load}`
  const all = [
    ...arms.flatMap(({ title, series }) => series.map((one) => ({ title, series: one }))),
    ...ground.map((series) => ({ title: `${titleOf(series.arm, setting.runs)} itself`, series })),
  ]
  return html`<h3>Load ${loadText(load, setting.runs)}</h3>
    ${parts} ${loadTables(all, setting.runs, where)}`
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
  const { runsOfPoint, runsLeftOut } = drawn(series.points)
  const notes = [
    ...(runsOfPoint > 1 ? [`a point is up to ${runsOfPoint} runs`] : []),
    ...(runsLeftOut > 0 ? [`${plural(runsLeftOut, 'run')} of short lines not drawn`] : []),
  ]
  const text = `${words}: newest ${valueText(series, newest.figure.middle)}${marks.length === 0 ? '' : `, ${marks.join(', ')}`}`
  return html`<figure class="panel">
    <figcaption>${text}${notes.length > 0 ? html`<small> ${notes.join(', ')}</small>` : ''}</figcaption>
    <div role="img" aria-label="${title}, ${text}">${trusted(shortNumbers(svg))}</div>
  </figure>`
}

/** A tenth of a pixel is enough, and a third of the size. Only in tags: between them stand the labels of the axes. */
const shortNumbers = (svg: string): string =>
  svg.replace(/<[^>]+>/g, (tag) =>
    tag.replace(/\d+\.\d{2,}/g, (number) => String(Number(Number(number).toFixed(1)))),
  )
