/** What the difference means for a page and for a bill: nothing but measured differences and one stated price. */
import type { Comparison } from '../../stats/analysis.ts'
import type { ReportInput } from '../report-input.ts'
import type { ArmView } from './arm-view.ts'
import {
  cpuSeconds,
  dollars,
  interval,
  microseconds,
  rate,
  signedCpuSeconds,
  signedTime,
  time,
} from './format.ts'
import type { LoadView } from './load-view.ts'
import { plural } from './words.ts'

/**
 * An assumption, said wherever it is used: list prices on demand of general-purpose machines at the large clouds lie
 * between $0.03 and $0.06 a vCPU-hour with its memory.
 */
export const DOLLARS_PER_CORE_HOUR = 0.04
/** Hours of a month as clouds bill it: 365 × 24 / 12. */
const HOURS_PER_MONTH = 730

export interface PageCost {
  /** One line for each treatment whose page or CPU is resolved. */
  lines: { colour: string; name: string; time: string; cores: string; money: string }[]
  /** The page the figures are of. */
  page: string
  assumption: string
}

/** Null where nothing may be said of any treatment. */
export function pageCostOf(view: LoadView, { run }: ReportInput): PageCost | null {
  const lines = view.treatments.flatMap((arm) => {
    const p50 = view.comparison(arm, 'p50')
    return p50 && p50.verdict !== 'withheld' ? [lineOf(arm, p50, view.comparison(arm, 'cpu'))] : []
  })
  if (lines.length === 0) return null
  const { callsPerPage, hopsPerPage } = run.scenario
  const baseline = view.summary(view.baseline)?.p50Us
  const path =
    callsPerPage === hopsPerPage
      ? `${plural(callsPerPage, 'call')} one after the other`
      : `${plural(callsPerPage, 'call')}, ${String(hopsPerPage)} of them one after the other on its longest path`
  return {
    lines,
    page: `A page here is ${path}${baseline ? `; on ${view.baseline.noun} it takes ${time(baseline.median)} (p50)` : ''}, at ${view.rate}.`,
    assumption: `CPU at ${view.rate}, scaled to 1,000 pages/s as if it grew in proportion; money at an assumed ${dollars(DOLLARS_PER_CORE_HOUR)} a core-hour (on-demand list prices are $0.03 to $0.06), ${String(HOURS_PER_MONTH)} hours a month, CPU alone.`,
  }
}

function lineOf(arm: ArmView, p50: Comparison, cpu: Comparison | null): PageCost['lines'][number] {
  return { colour: arm.colour, name: arm.label, time: timeOf(p50), ...coresOf(cpu) }
}

function timeOf({ verdict, difference, margin }: Comparison): string {
  switch (verdict) {
    case 'higher':
    case 'lower':
      return `${signedTime(difference.median)} ${interval(difference.interval, time)}`
    case 'equivalent':
      return `equivalent, within ${microseconds(margin)} µs`
    case 'not resolved':
      return difference.interval
        ? `not resolved ${interval(difference.interval, signedTime)}`
        : 'not resolved'
    case 'withheld':
      return 'withheld'
  }
}

/** CPU-seconds per 1000 pages are cores at 1000 pages a second. */
function coresOf(cpu: Comparison | null): { cores: string; money: string } {
  if (!cpu) return { cores: 'not measured', money: '–' }
  const monthly = (cores: number): string => dollars(cores * DOLLARS_PER_CORE_HOUR * HOURS_PER_MONTH)
  const { difference, verdict } = cpu
  if (verdict !== 'higher' && verdict !== 'lower') return { cores: verdict, money: '–' }
  return {
    cores: `${signedCpuSeconds(difference.median)} cores ${interval(difference.interval, cpuSeconds)}`,
    money: `${difference.median > 0 ? '+' : ''}${monthly(difference.median)} ${interval(difference.interval, monthly)}`,
  }
}
