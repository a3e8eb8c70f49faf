/** Where the host's CPU time of a window went, from the raw parts of its record. Pure sums, nothing clamped. */
import { closeAccount } from '../results/cpu-account.ts'
import type { CpuWindow, Reading } from '../results/record.ts'
import type { CpuParts } from './analysis.ts'
import { median } from '../numbers/quantile.ts'

/** Applies `combine` to each part of several accounts of the same shape. A split that one of them lacks is lacking. */
function partByPart(accounts: readonly CpuParts[], combine: (values: number[]) => number): CpuParts {
  const numbers = (key: Exclude<keyof CpuParts, 'foreign' | 'interruptsInIdle'>): number =>
    combine(accounts.map((account) => account[key]))
  const readings = (key: 'foreign' | 'interruptsInIdle'): Reading => {
    const values: number[] = []
    for (const account of accounts) {
      const value = account[key]
      if (typeof value !== 'number') return value
      values.push(value)
    }
    return combine(values)
  }
  return {
    client: numbers('client'),
    app: numbers('app'),
    proxy: numbers('proxy'),
    agent: numbers('agent'),
    controlPlane: numbers('controlPlane'),
    harness: numbers('harness'),
    otherArms: numbers('otherArms'),
    foreignAndInterrupts: numbers('foreignAndInterrupts'),
    foreign: readings('foreign'),
    interruptsInIdle: readings('interruptsInIdle'),
    total: numbers('total'),
    compared: numbers('compared'),
  }
}

/** The parts of one window in µs of CPU; `total` is what the host was busy. */
export function windowParts(cpu: CpuWindow): CpuParts {
  const account = closeAccount(cpu)
  return {
    client: cpu.clientUs,
    app: cpu.appUs,
    proxy: cpu.proxyUs,
    agent: cpu.agentUs,
    controlPlane: cpu.controlPlaneUs,
    harness: cpu.harnessUs,
    otherArms: cpu.otherArmsUs,
    foreignAndInterrupts: account.restUs,
    foreign: account.foreignUs,
    interruptsInIdle: account.interruptsInIdleUs,
    total: account.busyUs,
    compared: comparedOf(account.busyUs, cpu.controlPlaneUs, account.foreignUs),
  }
}

/**
 * CPU-seconds that 1000 pages add to an arm which is there anyway: (window − idle rate × window) / completed pages.
 * The arm's fixed cost is reported on its own: divided by an arbitrary rate it would say nothing (design 8).
 */
export function marginalPer1000(window: CpuWindow, idle: CpuWindow, completedPages: number): CpuParts {
  const share = window.wallUs / idle.wallUs
  // 1000 pages, 1e6 µs a second.
  return partByPart(
    [windowParts(window), windowParts(idle)],
    ([loaded, unloaded]) => (loaded! - unloaded! * share) / completedPages / 1000,
  )
}

/**
 * Median of each part over rounds. Medians of parts do not add up to the median of sums, so the sums are taken again:
 * what the reader adds up must come out.
 */
export function medianParts(rounds: readonly CpuParts[]): CpuParts {
  const parts = partByPart(rounds, median)
  const { foreign, interruptsInIdle } = parts
  const foreignAndInterrupts =
    typeof foreign === 'number' && typeof interruptsInIdle === 'number'
      ? foreign + interruptsInIdle
      : parts.foreignAndInterrupts
  const ours =
    parts.client +
    parts.app +
    parts.proxy +
    parts.agent +
    parts.controlPlane +
    parts.harness +
    parts.otherArms
  const total = ours + foreignAndInterrupts
  return {
    ...parts,
    foreignAndInterrupts,
    total,
    compared: comparedOf(total, parts.controlPlane, foreign),
  }
}

const comparedOf = (total: number, controlPlane: number, foreign: Reading): number =>
  total - controlPlane - (typeof foreign === 'number' ? foreign : 0)
