/** One load: cards, page, table and drawings, each drawing with its table. */
import { addedPerHopChart } from '../charts/added-per-hop.ts'
import { allRequestsChart } from '../charts/all-requests.ts'
import { costLatencyChart } from '../charts/cost-latency.ts'
import { cpuPartsChart } from '../charts/cpu-parts.ts'
import { growthChart } from '../charts/growth.ts'
import { pageTimeChart } from '../charts/page-time.ts'
import { renderChart, type ChartSpec } from '../charts/vega.ts'
import { percent } from '../model/format.ts'
import { growthUnit } from '../model/growth.ts'
import type { LoadSection, ReportModel } from '../model/report-model.ts'
import { cards, pageCost } from './cards.ts'
import { figure } from './figure.ts'
import { figuresTable } from './figures-table.ts'
import {
  besideCpuTable,
  cpuLegend,
  cpuTable,
  distributionTable,
  growthTable,
  hopTable,
} from './load-tables.ts'
import { html, trusted, type Markup } from '../look/markup.ts'

/**
 * @param closesWithin largest gap of the CPU account, as a share of what the host was busy
 * @param id unique among loads, the first part of the ids of its figures
 */
export async function loadSection(
  section: LoadSection,
  model: ReportModel,
  closesWithin: number | null,
  id: string,
): Promise<Markup> {
  const { view } = section
  const at = `at ${view.rate}`
  /** A drawing with its table; nothing where there is nothing to draw. */
  const drawn = async (
    spec: ChartSpec | null,
    {
      key,
      title,
      note,
      legend,
      table,
    }: { key: string; title: string; note: string; legend?: Markup; table?: () => Markup },
  ): Promise<Markup | null> => {
    if (!spec) return null
    const svg = trusted(await renderChart(spec))
    return html`<div>${figure(`${id}-${key}`, title, note, html`${legend}${svg}`)} ${table?.()}</div>`
  }

  const isMixed = view.treatments.some((arm) => view.against(arm) !== view.baseline)
  const growth = await drawn(growthChart(section.growth), {
    key: 'growth',
    title: 'As the cluster grows',
    note: `Added ${growthUnit(view)} ${at}, with intervals; services that nobody calls.`,
    table: () => growthTable(section),
  })
  const page = await drawn(pageTimeChart(view), {
    key: 'page',
    title: 'One page, to scale',
    note: `Median ${at}. Grey is the plain network; each coloured block is what one hop adds (the page’s difference in equal parts: this run does not see inside a hop). Only what is resolved is drawn.`,
  })
  const hop = await drawn(addedPerHopChart(view), {
    key: 'hop',
    title: 'Added time per hop',
    note: `${isMixed ? 'Against direct, that of its own cluster where the table names one' : 'Against direct'}, ${at}. Interval, median, and each round as a dot. Grey: what counts as equal. The scale is linear near 0 and logarithmic beyond.`,
    table: () => hopTable(section),
  })
  const requests = await drawn(allRequestsChart(view), {
    key: 'all',
    title: 'All pages',
    note: `Share of pages answered within a time, ${at}, all rounds.`,
    table: () => distributionTable(section),
  })
  const scatter = await drawn(costLatencyChart(view), {
    key: 'scatter',
    title: 'Cost against latency',
    note: `Left and low is cheap, ${at}; bars are intervals. What the cost buys stands in the table.`,
  })
  const cpu = await drawn(cpuPartsChart(view), {
    key: 'cpu',
    title: 'Where the CPU goes',
    note: `Whole host, above idle, ${at}. The parts are read one by one${closesWithin === null ? '' : ` and add up to what the host was busy; gap: ${percent(closesWithin)}`}. A part may be below 0 by noise.`,
    legend: cpuLegend(section),
    table: () => html`${cpuTable(section)}${besideCpuTable(section)}`,
  })

  return html`<section class="load">
    ${model.loads.length > 1 ? html`<h2 class="load-name">Load ${section.heading}</h2>` : ''}
    ${cards(section.cards, view.rate)} ${growth}
    ${
      section.pageCost
        ? html`<h2>What a page costs</h2>
            ${pageCost(section.pageCost)} ${page}`
        : ''
    }
    <h2>All figures</h2>
    ${figuresTable(section, model.confidence)} ${hop}
    <div class="columns">${requests} ${scatter}</div>
    ${cpu}
  </section>`
}
