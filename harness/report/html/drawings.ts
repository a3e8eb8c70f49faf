/** The drawings of a load, each with its table one click away; null where there is nothing to draw. */
import { addedPerHopChart } from '../charts/added-per-hop.ts'
import { allRequestsChart } from '../charts/all-requests.ts'
import { costLatencyChart } from '../charts/cost-latency.ts'
import { cpuPartsChart } from '../charts/cpu-parts.ts'
import { growthChart } from '../charts/growth.ts'
import { pageTimeChart } from '../charts/page-time.ts'
import { renderChart, type ChartSpec } from '../charts/vega.ts'
import { growthUnit } from '../model/growth.ts'
import type { LoadSection } from '../model/report-model.ts'
import { figure } from './figure.ts'
import {
  besideCpuTable,
  cpuLegend,
  cpuTable,
  distributionTable,
  growthTable,
  hopTable,
} from './load-tables.ts'
import { html, trusted, type Markup } from '../look/markup.ts'

interface Frame {
  /** Unique on the page. */
  id: string
  title: string
  note: string
  legend?: Markup
  table?: () => Markup
}

async function drawn(
  spec: ChartSpec | null,
  { id, title, note, legend, table }: Frame,
): Promise<Markup | null> {
  if (!spec) return null
  const svg = trusted(await renderChart(spec))
  return html`<div>${figure(id, title, note, html`${legend}${svg}`)} ${table?.()}</div>`
}

/** The picture of the first screen: how the cost grows where that was asked, else one page, to scale. */
export async function picture(section: LoadSection, id: string): Promise<Markup | null> {
  const { view, growth } = section
  return (
    (await drawn(growthChart(growth), {
      id: `${id}-growth`,
      title: 'As the cluster grows',
      note: `Added ${growthUnit(view)} at ${view.rate}, with intervals; services that nobody calls.`,
      table: () => growthTable(section),
    })) ??
    (await drawn(section.pageCost && pageTimeChart(view), {
      id: `${id}-page`,
      title: 'One page, to scale',
      note: `Median at ${view.rate}. Grey is the plain network; each coloured block is what one hop adds (the page’s difference in equal parts: this run does not see inside a hop). Only what is resolved is filled; thin lines are intervals.`,
    }))
  )
}

export function hopDrawing(section: LoadSection, id: string): Promise<Markup | null> {
  const { view } = section
  const isMixed = view.treatments.some((arm) => view.against(arm) !== view.baseline)
  return drawn(addedPerHopChart(view), {
    id: `${id}-hop`,
    title: 'Added time per hop',
    note: `${isMixed ? 'Against direct, that of its own cluster where the table names one' : 'Against direct'}, at ${view.rate}. Interval, median, and each round as a dot. Grey: what counts as equal. The scale is linear near 0 and logarithmic beyond.`,
    table: () => hopTable(section),
  })
}

export const requestsDrawing = (section: LoadSection, id: string): Promise<Markup | null> =>
  drawn(allRequestsChart(section.view), {
    id: `${id}-all`,
    title: 'All pages',
    note: `Share of pages answered within a time, at ${section.view.rate}, all rounds.`,
    table: () => distributionTable(section),
  })

export const scatterDrawing = ({ view }: LoadSection, id: string): Promise<Markup | null> =>
  drawn(costLatencyChart(view), {
    id: `${id}-scatter`,
    title: 'Cost against latency',
    note: `Left and low is cheap, at ${view.rate}; bars are intervals.`,
  })

export const cpuDrawing = (section: LoadSection, id: string): Promise<Markup | null> =>
  drawn(cpuPartsChart(section.view), {
    id: `${id}-cpu`,
    title: 'Where the CPU goes',
    note: `Whole host, above idle, at ${section.view.rate}. Left of the gap is what datapaths are compared by, with its figure; right of it the load generator and what else ran. Each part is a median of its own, so a rest makes them add up. A part may be below 0 by noise.`,
    legend: cpuLegend(section),
    table: () => html`${cpuTable(section)}${besideCpuTable(section)}`,
  })
