/** The tables behind the drawings of a load: the same figures, for readers who want numbers and for screen readers. */
import { measured } from '../../results/measured.ts'
import type { Reading } from '../../results/record.ts'
import { cpuOfArms } from '../charts/cpu-parts.ts'
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
import { againstText } from '../model/load-view.ts'
import type { LoadSection } from '../model/report-model.ts'
import { listed } from '../model/text.ts'
import { swatch } from './cards.ts'
import { tableOf } from './figure.ts'
import { html, type Markup } from '../look/markup.ts'

export const growthTable = ({ growth, view }: LoadSection): Markup =>
  tableOf(
    `added ${growthUnit(view)} by number of services`,
    ['datapath', 'services', 'added', 'verdict'],
    growth.flatMap(({ name, points }) =>
      points.map(({ services, added, verdict }) => [
        name,
        count(services),
        `${signedMicroseconds(added.middle)} ${interval(added.interval, microseconds)}`,
        verdict,
      ]),
    ),
  )

export const hopTable = ({ view }: LoadSection): Markup =>
  tableOf(
    'added µs a hop, by bring-up',
    ['datapath', 'mean of bring-ups', 'interval', 'verdict', 'bring-ups'],
    view.treatments.flatMap((arm) => {
      const comparison = view.comparison(arm, 'p50')
      if (!comparison?.perHop || comparison.verdict === 'withheld') return []
      const { perHop, verdict } = comparison
      return [
        [
          [arm.label, againstText(view, arm)].filter((text) => text !== null).join(', against '),
          signedMicroseconds(perHop.middle),
          interval(perHop.interval, microseconds),
          verdict,
          perHop.values.map(microseconds).join(' '),
        ],
      ]
    }),
  )

const SHARES = [0.1, 0.5, 0.9, 0.99, 0.999]

export const distributionTable = ({ view }: LoadSection): Markup =>
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

export function cpuLegend({ view }: LoadSection): Markup {
  const arms = cpuOfArms(view)
  const proxied = arms.filter(({ shares }) =>
    shares.some(({ colour, value }) => colour === null && value > 0),
  )
  const stripes = stripesOf([...new Set(proxied.map(({ arm }) => arm.colour))])
  return html`<span class="legend">
    ${(arms[0]?.shares ?? []).map(({ name, colour }) =>
      colour === null && stripes === null
        ? ''
        : html`<span
            >${swatch(colour ?? stripes ?? '')}${name}${colour === null ? ' (in the datapath’s colour)' : ''}</span
          >`,
    )}
  </span>`
}

/** Width of a stripe in a swatch, in px. */
const STRIPE = 3

/** The swatch of a part that is drawn in each datapath's own colour: stripes of all these colours; null where no datapath has the part. */
function stripesOf(colours: readonly string[]): string | null {
  if (colours.length < 2) return colours[0] ?? null
  const stops = colours.map((colour, index) => `${colour} ${index * STRIPE}px ${(index + 1) * STRIPE}px`)
  return `repeating-linear-gradient(135deg,${stops.join(',')})`
}

/** Figures that help to explain the CPU: CPU at saturation, context switches, softirqs, time spent waiting for a CPU. */
export const besideCpuTable = ({ view }: LoadSection): Markup =>
  tableOf(
    'CPU-seconds per 1000 pages at saturation, without the load generator, and what the kernel did for one page',
    [
      'datapath',
      'CPU-s at saturation',
      'context switches',
      'softirqs',
      'time in which a task waited for a CPU',
    ],
    view.arms.flatMap((arm) => {
      const summary = view.summary(arm)
      const besideCpu = measured(summary?.besideCpu)
      if (!summary || !besideCpu) return []
      return [
        [
          arm.label,
          reading(measured(summary.capacity)?.cpuPer1000, cpuSeconds),
          reading(besideCpu.contextSwitchesPerPage, (value) => value.toFixed(1)),
          besideCpu.softirqsPerPage.toFixed(1),
          reading(besideCpu.pressureShare, percent),
        ],
      ]
    }),
  )

export const cpuTable = ({ view }: LoadSection): Markup => {
  const rows = cpuOfArms(view)
  const columns = rows[0]?.shares ?? []
  const others = columns.filter(({ isCompared }) => !isCompared).map(({ name }) => name)
  return tableOf(
    `CPU-seconds per 1000 pages by part; “compared” leaves out ${listed(others)}`,
    ['datapath', ...columns.map(({ name }) => name), 'compared'],
    rows.map(({ arm, compared, shares }) => [
      arm.label,
      ...shares.map(({ value }) => cpuSeconds(value)),
      cpuSeconds(compared),
    ]),
  )
}

const reading = (value: Reading | undefined, format: (value: number) => string): string =>
  typeof value === 'number' ? format(value) : 'not measured'
