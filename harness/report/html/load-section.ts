/** One load: cards, page, table and drawings. */
import { addedPerHopChart } from '../charts/added-per-hop.ts'
import { allRequestsChart } from '../charts/all-requests.ts'
import { costLatencyChart } from '../charts/cost-latency.ts'
import { cpuPartsChart, cpuShares } from '../charts/cpu-parts.ts'
import { growthChart } from '../charts/growth.ts'
import { pageTimeChart } from '../charts/page-time.ts'
import { renderChart, type ChartSpec } from '../charts/vega.ts'
import {
  count,
  cpuSeconds,
  interval,
  microseconds,
  percent,
  signedMicroseconds,
  time,
} from '../model/format.ts'
import { growthUnit } from '../model/growth.ts'
import type { LoadSection, ReportModel } from '../model/report-model.ts'
import { cards, pageCost, swatch } from './cards.ts'
import { figuresTable } from './figures-table.ts'
import { figure, tableOf } from './figure.ts'
import { html, trusted, type Markup } from './markup.ts'

/** @param id unique among loads, a part of the ids of its figures */
export async function loadSection(
  section: LoadSection,
  model: ReportModel,
  closesWithin: number | null,
  id: string,
): Promise<Markup> {
  const { view } = section
  const [page, hop, requests, cpu, scatter, growth] = await Promise.all(
    [
      pageTimeChart(view),
      addedPerHopChart(view),
      allRequestsChart(view),
      cpuPartsChart(view),
      costLatencyChart(view),
      growthChart(section.growth, growthUnit(view)),
    ].map(svgOf),
  )
  const at = `at ${view.rate}`
  return html`<section class="load">
    ${model.loads.length > 1 ? html`<h2 class="load-name">Load ${section.heading}</h2>` : ''}
    ${cards(section.cards, view.rate)}
    ${
      growth
        ? html`${figure(`${id}-growth`, 'As the cluster grows', `Added ${growthUnit(view)} ${at}, with intervals; services that nobody calls.`, growth)}
          ${growthTable(section)}`
        : ''
    }
    ${
      section.pageCost
        ? html`<h2>What a page costs</h2>
            ${pageCost(section.pageCost)}
            ${
              page
                ? figure(
                    `${id}-page`,
                    'One page, to scale',
                    `Median ${at}. Grey is the plain network; each coloured block is what one hop adds (the page’s difference in equal parts: this run does not see inside a hop). Only what is resolved is drawn.`,
                    page,
                  )
                : ''
            }`
        : ''
    }
    <h2>All figures</h2>
    ${figuresTable(section, model.confidence)}
    <div class="pair">
      ${
        hop
          ? html`<div>
              ${figure(`${id}-hop`, 'Added time per hop', `${at}. Interval, median, and each round as a dot. Grey: what counts as equal. The scale is linear near 0 and logarithmic beyond.`, hop)}
              ${hopTable(section)}
            </div>`
          : ''
      }
      ${
        requests
          ? html`<div>
              ${figure(`${id}-all`, 'All pages', `Share of pages answered within a time, ${at}, all rounds.`, requests)}
              ${distributionTable(section)}
            </div>`
          : ''
      }
    </div>
    ${
      cpu
        ? html`${figure(
            `${id}-cpu`,
            'Where the CPU goes',
            `Whole host, above idle, ${at}. The parts are read one by one${closesWithin === null ? '' : ` and add up to what the host was busy within ${percent(closesWithin)}`}; a part may be below 0 by noise.`,
            html`${cpuLegend(section)}${trusted(cpu)}`,
          )}
          ${cpuTable(section)}`
        : ''
    }
    ${
      scatter
        ? figure(
            `${id}-scatter`,
            'Cost against latency',
            `Left and low is cheap, ${at}; bars are intervals. What each gives stands on its card. Same figures as the table above.`,
            scatter,
          )
        : ''
    }
  </section>`
}

const svgOf = (spec: ChartSpec | null): Promise<string | null> =>
  spec ? renderChart(spec) : Promise.resolve(null)

const growthTable = ({ growth, view }: LoadSection): Markup =>
  tableOf(
    `added ${growthUnit(view)} by number of services`,
    ['datapath', 'services', 'added', 'verdict'],
    growth.flatMap(({ name, points }) =>
      points.map(({ services, added, verdict }) => [
        name,
        count(services),
        `${signedMicroseconds(added.median)} ${interval(added.interval, microseconds)}`,
        verdict,
      ]),
    ),
  )

const hopTable = ({ view }: LoadSection): Markup =>
  tableOf(
    'added µs a hop, by round',
    ['datapath', 'median', 'interval', 'verdict', 'over', 'rounds'],
    view.treatments.flatMap((arm) => {
      const comparison = view.comparison(arm, 'p50')
      if (!comparison?.perHop || comparison.verdict === 'withheld') return []
      const { perHop, verdict, over } = comparison
      return [
        [
          arm.label,
          signedMicroseconds(perHop.median),
          interval(perHop.interval, microseconds),
          verdict,
          over,
          perHop.values.map(microseconds).join(' '),
        ],
      ]
    }),
  )

const SHARES = [0.1, 0.5, 0.9, 0.99, 0.999]

const distributionTable = ({ view }: LoadSection): Markup =>
  tableOf(
    'time within which a share of pages was answered',
    ['datapath', ...SHARES.map(percent)],
    view.arms.flatMap((arm) => {
      const points = view.summary(arm)?.cdf ?? []
      if (points.length === 0) return []
      return [
        [
          arm.label,
          ...SHARES.map((share) => {
            const point = points.find((one) => Math.abs(one.share - share) < 1e-6)
            return point ? time(point.us) : 'too few pages'
          }),
        ],
      ]
    }),
  )

function cpuLegend({ view }: LoadSection): Markup {
  const parts = view.arms.map((arm) => view.summary(arm)?.cpuPer1000).find((found) => found)
  return html`<span class="legend">
    ${parts ? cpuShares(parts).map(({ name, colour }) => html`<span>${swatch(colour ?? 'var(--proxy)')}${name}</span>`) : ''}
  </span>`
}

const cpuTable = ({ view }: LoadSection): Markup => {
  const rows = view.arms.flatMap((arm) => {
    const parts = view.summary(arm)?.cpuPer1000
    return parts ? [{ arm, parts, shares: cpuShares(parts) }] : []
  })
  return tableOf(
    'CPU-seconds per 1000 pages by part',
    ['datapath', ...(rows[0]?.shares.map(({ name }) => name) ?? []), 'sum'],
    rows.map(({ arm, parts, shares }) => [
      arm.label,
      ...shares.map(({ value }) => cpuSeconds(value)),
      cpuSeconds(parts.total),
    ]),
  )
}
