/** The drawings of a load, each with a table that opens on a click; null where there is nothing to draw. */
import { addedPerHopChart } from '../charts/added-per-hop.ts'
import { allRequestsChart } from '../charts/all-requests.ts'
import { costLatencyChart } from '../charts/cost-latency.ts'
import { cpuPartsChart } from '../charts/cpu-parts.ts'
import { growthChart } from '../charts/growth.ts'
import { pageTimeChart } from '../charts/page-time.ts'
import { renderChart, type ChartSpec } from '../charts/vega.ts'
import { growthUnit } from '../model/growth.ts'
import { comparedText } from '../model/load-view.ts'
import type { LoadSection } from '../model/report-model.ts'
import { figure, type HeadingLevel } from './figure.ts'
import { waterfallFigure } from './waterfall.ts'
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
  level?: HeadingLevel,
): Promise<Markup | null> {
  if (!spec) return null
  const svg = trusted(await renderChart(spec))
  return html`<div>${figure(id, title, note, html`${legend}${svg}`, level)} ${table?.()}</div>`
}

/**
 * The picture of the first screen: how the cost grows, where the run varied the number of services; otherwise a page of each
 * datapath, from the inside; without a hop clock what each datapath adds to a page.
 */
export async function picture(section: LoadSection, id: string, level: HeadingLevel): Promise<Markup | null> {
  const { view, growth, clock } = section
  if (growth.length === 0 && clock.median !== null)
    return html`<div>${waterfallFigure(clock.median, view.rate, `${id}-page`, level)}</div>`
  return (
    (await drawn(
      growthChart(growth),
      {
        id: `${id}-growth`,
        title: 'As the cluster grows',
        note: `Added ${growthUnit(view)} at ${view.rate}, by the number of further services, which nobody calls. Vertical lines are intervals.`,
        table: () => growthTable(section),
      },
      level,
    )) ??
    (await drawn(
      pageTimeChart(view),
      {
        id: `${id}-page`,
        title: 'One page, to scale',
        note: `Median page at ${view.rate}. Grey: the page of the datapath that each is compared with. Each coloured block: what one hop adds, as an equal part of the page’s difference. Only resolved differences are drawn as blocks; thin lines are intervals.`,
      },
      level,
    ))
  )
}

export function hopDrawing(section: LoadSection, id: string): Promise<Markup | null> {
  const { view } = section
  return drawn(addedPerHopChart(view), {
    id: `${id}-hop`,
    title: 'Added time per hop',
    note: `By the user clock at ${view.rate}: ${comparedText(view)}. Each row shows the interval, the mean of bring-ups, and a dot for each bring-up. The grey band is the margin within which differences count as equal. The scale is linear near 0 and logarithmic beyond.`,
    table: () => hopTable(section),
  })
}

export const requestsDrawing = (section: LoadSection, id: string): Promise<Markup | null> =>
  drawn(allRequestsChart(section.view), {
    id: `${id}-all`,
    title: 'All pages',
    note: `Share of pages that were answered within a time, at ${section.view.rate}, over all bring-ups.`,
    table: () => distributionTable(section),
  })

export const scatterDrawing = ({ view }: LoadSection, id: string): Promise<Markup | null> =>
  drawn(costLatencyChart(view), {
    id: `${id}-scatter`,
    title: 'Cost against latency',
    note: `At ${view.rate}: ${comparedText(view)}. The farther left and down, the cheaper. Lines are intervals.`,
  })

export const cpuDrawing = (section: LoadSection, id: string): Promise<Markup | null> =>
  drawn(cpuPartsChart(section.view), {
    id: `${id}-cpu`,
    title: 'Where the CPU goes',
    note: `CPU of the whole host at ${section.view.rate}, means of bring-ups; what a datapath takes while it waits for pages is in it. The parts left of the gap add up to the figure by which datapaths are compared; right of the gap are the load generator, this harness and other tasks. Noise can put a part below 0.`,
    legend: cpuLegend(section),
    table: () => html`${cpuTable(section)}${besideCpuTable(section)}`,
  })
