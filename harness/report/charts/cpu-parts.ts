/** Chart of the CPU of 1000 pages on the whole host by part, for each arm: first the parts that are compared, then the others. */
import { measured } from '../../results/measured.ts'
import type { CpuParts } from '../../stats/cpu-parts.ts'
import type { ArmView } from '../model/arm-view.ts'
import { cpuSeconds } from '../model/format.ts'
import type { LoadView } from '../model/load-view.ts'
import { bars } from './layers/bars.ts'
import { rightLabels } from './layers/right-labels.ts'
import { AXIS_ROOM, rowsBy, type ChartSpec } from './vega.ts'

const WIDTH = 560
const ROW = 36
/** Room right of the longest bar, px, for its figure and the figure of the load generator. */
const LABEL_ROOM = 150

export interface CpuShare {
  key: string
  name: string
  /** CSS colour; null for the datapath's own colour. */
  colour: string | null
  value: number
  /** Whether the part belongs to the figure by which arms are compared. */
  isCompared: boolean
}

export interface ArmCpu {
  arm: ArmView
  /** The figure by which the arm is compared, as table and card show it. */
  compared: number
  shares: CpuShare[]
}

/** The parts of every arm whose CPU was read. */
export function cpuOfArms(view: LoadView): ArmCpu[] {
  const read = view.arms.flatMap((arm) => {
    const parts = measured(view.summary(arm)?.cpuPer1000)
    return parts ? [{ arm, parts, compared: view.level(arm, 'cpu') ?? parts.compared }] : []
  })
  const hasRest = read.some(({ parts, compared }) => Math.abs(compared - parts.compared) > LEAST_REST)
  return read.map(({ arm, parts, compared }) => ({
    arm,
    compared,
    shares: sharesOf(parts, compared, { hasControlPlane: view.hasControlPlane, hasRest }),
  }))
}

/** A smaller rest is written as 0 in CPU-seconds. */
const LEAST_REST = 0.0005

/**
 * Parts in drawing order. Foreign tasks and interrupts are one part where they were not read separately. There is a part for
 * control planes only if some arm has one, and a rest only where the parts of some arm do not add up to its compared figure,
 * which can be if arms lost different rounds.
 */
function sharesOf(
  parts: CpuParts,
  compared: number,
  { hasControlPlane, hasRest }: { hasControlPlane: boolean; hasRest: boolean },
): CpuShare[] {
  const share = (key: string, name: string, colour: string | null, value: number): CpuShare => ({
    key,
    name,
    colour,
    value,
    isCompared: true,
  })
  const isSplit = typeof parts.foreign === 'number' && typeof parts.interruptsInIdle === 'number'
  const counted = [
    share('app', 'services', 'var(--part-2)', parts.app),
    share('proxy', 'proxies', null, parts.proxy),
    share('agent', 'agents', 'var(--part-3)', parts.agent),
    isSplit
      ? share('interrupts', 'interrupts in idle', 'var(--part-6)', Number(parts.interruptsInIdle))
      : share('rest', 'foreign tasks and interrupts', 'var(--part-6)', parts.foreignAndInterrupts),
  ]
  const sum = counted.reduce((total, { value }) => total + value, 0)
  const beside = [
    share('client', 'load generator', 'var(--part-1)', parts.client),
    share('harness', 'this harness', 'var(--part-4)', parts.harness + parts.otherArms),
    ...(hasControlPlane ? [share('control', 'control planes', 'var(--part-7)', parts.controlPlane)] : []),
    ...(isSplit ? [share('foreign', 'foreign tasks', 'var(--part-5)', Number(parts.foreign))] : []),
  ]
  return [
    ...counted,
    ...(hasRest ? [share('apart', 'rest', 'var(--part-8)', compared - sum)] : []),
    ...beside.map((one) => ({ ...one, isCompared: false })),
  ]
}

/** Gap between the compared parts and the others, as a share of the longest bar. */
const GAP = 0.012

/** Null where no CPU was read, or where all figures of CPU are withheld. */
export function cpuPartsChart(view: LoadView): ChartSpec | null {
  const rows = cpuOfArms(view).filter(({ arm }) => arm.role !== 'twin')
  const differences = view.treatments.flatMap((arm) => view.comparison(arm, 'cpu') ?? [])
  const isWithheld = differences.length > 0 && differences.every(({ verdict }) => verdict === 'withheld')
  if (rows.length === 0 || isWithheld) return null
  const longest = Math.max(...rows.map(({ shares }) => lengthOf(shares)))
  const blocks = rows.flatMap((row) => blocksOf(row, longest * GAP))
  const { y, left } = rowsBy(rows.map(({ arm }) => arm.label))
  const x = {
    type: 'quantitative' as const,
    title: 'CPU-seconds per 1000 pages',
    scale: {
      domain: [
        Math.min(0, ...blocks.map(({ start, end }) => Math.min(start, end))),
        Math.max(...blocks.map(({ end }) => end)),
      ],
      nice: false,
    },
    axis: { tickCount: 6 },
  }
  const labels = rows.map(({ arm, compared, shares }) => ({
    label: arm.label,
    end: Math.max(...blocks.filter(({ label }) => label === arm.label).map(({ end }) => end)),
    figure: `${cpuSeconds(compared)} s`,
    words: `load generator ${cpuSeconds(shares.find(({ key }) => key === 'client')?.value ?? 0)} s`,
  }))
  const after = { x: { ...x, field: 'end' }, y }
  return {
    width: WIDTH,
    height: { step: ROW },
    padding: { left, right: LABEL_ROOM, top: 4, bottom: AXIS_ROOM },
    layer: [
      bars(blocks, { x: { ...x, field: 'start' }, x2: { field: 'end' }, y }),
      rightLabels(labels, after, 'figure', { dx: 8, dy: -6 }),
      rightLabels(labels, after, 'words', { dx: 8, dy: 8, isSoft: true }),
    ],
  }
}

const lengthOf = (shares: readonly CpuShare[]): number =>
  shares.reduce((sum, { value }) => sum + Math.max(0, value), 0)

/** Blocks of a bar: from 0 to the right the compared parts, a gap, then the other parts; parts below 0 go to the left. */
function blocksOf({ arm, shares }: ArmCpu, gap: number) {
  let [right, left] = [0, 0]
  let wasCompared = true
  return shares.map(({ value, colour, isCompared }) => {
    if (wasCompared && !isCompared) right += gap
    wasCompared = isCompared
    const start = value < 0 ? left : right
    const end = start + value
    if (value < 0) left = end
    else right = end
    return { label: arm.label, colour: colour ?? arm.colour, start, end }
  })
}
