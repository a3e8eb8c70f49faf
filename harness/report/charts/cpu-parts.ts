/** Where the CPU of 1000 pages goes on the whole host, arm by arm, on one scale. */
import { measured } from '../../results/measured.ts'
import type { CpuParts } from '../../stats/analysis.ts'
import { cpuSeconds } from '../model/format.ts'
import type { LoadView } from '../model/load-view.ts'
import { AXIS_ROOM, rowsBy, type ChartSpec } from './vega.ts'

const WIDTH = 560
const ROW = 36

export interface CpuShare {
  key: string
  name: string
  /** CSS colour; null is the datapath's own. */
  colour: string | null
  value: number
}

/**
 * Parts in drawing order. Where tasks of others were not read apart from interrupts, they are one part; where no arm has a
 * control plane there is no part for one.
 */
export function cpuShares(parts: CpuParts, hasControlPlane: boolean): CpuShare[] {
  const share = (key: string, name: string, colour: string | null, value: number): CpuShare => ({
    key,
    name,
    colour,
    value,
  })
  return [
    share('client', 'client', 'var(--part-1)', parts.client),
    share('app', 'services', 'var(--part-2)', parts.app),
    share('proxy', 'proxies (in the datapath’s colour)', null, parts.proxy),
    share('agent', 'agents', 'var(--part-3)', parts.agent),
    ...(hasControlPlane ? [share('control', 'control planes', 'var(--part-7)', parts.controlPlane)] : []),
    share('harness', 'this harness', 'var(--part-4)', parts.harness + parts.otherArms),
    ...(typeof parts.foreign === 'number' && typeof parts.interruptsInIdle === 'number'
      ? [
          share('foreign', 'foreign tasks', 'var(--part-5)', parts.foreign),
          share('interrupts', 'interrupts in idle', 'var(--part-6)', parts.interruptsInIdle),
        ]
      : [share('rest', 'foreign tasks and interrupts', 'var(--part-6)', parts.foreignAndInterrupts)]),
  ]
}

/** Null where no CPU was read, or its figures are withheld. */
export function cpuPartsChart(view: LoadView): ChartSpec | null {
  const bars = view.arms
    .filter(({ role }) => role !== 'twin')
    .flatMap((arm) => {
      const parts = measured(view.summary(arm)?.cpuPer1000)
      return parts ? [{ arm, parts, shares: cpuShares(parts, view.hasControlPlane) }] : []
    })
  const compared = view.treatments.flatMap((arm) => view.comparison(arm, 'cpu') ?? [])
  const isWithheld = compared.length > 0 && compared.every(({ verdict }) => verdict === 'withheld')
  if (bars.length === 0 || isWithheld) return null
  const positive = bars.map(({ shares }) => shares.reduce((sum, { value }) => sum + Math.max(0, value), 0))
  const { y, left } = rowsBy(bars.map(({ arm }) => arm.label))
  const x = {
    type: 'quantitative' as const,
    title: 'CPU-seconds per 1000 pages, above idle',
    scale: {
      domain: [
        Math.min(0, ...bars.flatMap(({ shares }) => shares.map(({ value }) => value))),
        Math.max(...positive),
      ],
      nice: false,
    },
    axis: { tickCount: 6 },
  }
  return {
    width: WIDTH,
    height: { step: ROW },
    padding: { left, right: 80, top: 4, bottom: AXIS_ROOM },
    layer: [
      {
        data: {
          values: bars.flatMap(({ arm, shares }) =>
            shares.map(({ key, colour, value }, order) => ({
              label: arm.label,
              key,
              order,
              colour: colour ?? arm.colour,
              value,
            })),
          ),
        },
        mark: { type: 'bar', height: { band: 0.62 }, stroke: 'var(--page)', strokeWidth: 1 },
        encoding: {
          x: { ...x, field: 'value', stack: 'zero' },
          y,
          order: { field: 'order', type: 'quantitative' },
          detail: { field: 'key' },
          color: { field: 'colour', type: 'nominal', scale: null },
        },
      },
      {
        data: {
          values: bars.map(({ arm, parts }, index) => ({
            label: arm.label,
            end: positive[index]!,
            text: `${cpuSeconds(parts.total)} s`,
          })),
        },
        mark: { type: 'text', align: 'left', dx: 8, fontWeight: 600 },
        encoding: { x: { ...x, field: 'end' }, y, text: { field: 'text' } },
      },
    ],
  }
}
