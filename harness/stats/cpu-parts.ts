/** Where the host's CPU time of a window went, from the raw parts of its record. Pure sums, nothing clamped. */
import { closeAccount } from '../results/cpu-account.ts'
import type { CpuWindow, Reading } from '../results/record.ts'
import { median } from '../numbers/quantile.ts'

/**
 * CPU per 1000 pages, in CPU-seconds, above idle. Nothing is clamped: a part may be below 0 by noise.
 * In one window, client + app + proxy + agent + controlPlane + harness + otherArms + foreignAndInterrupts = total. Medians
 * over windows do not add up: each is the median of its own.
 */
export interface CpuParts {
  client: number
  app: number
  proxy: number
  agent: number
  /** Servers of the mesh and the cluster: what they do in a window is not what its pages cost. */
  controlPlane: number
  harness: number
  /** Arms that should be frozen. */
  otherArms: number
  /** All busy time of the host that is none of the above; always there, its split only where all-task time was read. */
  foreignAndInterrupts: number
  /** Of that: tasks of the host that are none of ours. */
  foreign: Reading
  /** Of that: busy time that no task was charged for. */
  interruptsInIdle: Reading
  total: number
  /**
   * What arms are compared by: the total less the client, the control plane, and `foreign` where that is known. Neither
   * the load generator, nor a neighbour's work, nor what a control plane does at its own pace is a cost of a datapath.
   */
  compared: number
}

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
    compared:
      account.busyUs -
      cpu.clientUs -
      cpu.controlPlaneUs -
      (typeof account.foreignUs === 'number' ? account.foreignUs : 0),
  }
}

/**
 * CPU-seconds that 1000 pages add to an arm which is there anyway: (window − idle rate × window) / completed pages.
 * The arm's fixed cost is reported on its own: divided by an arbitrary rate it would say nothing (docs/method.md#cpu).
 */
export function marginalPer1000(window: CpuWindow, idle: CpuWindow, completedPages: number): CpuParts {
  const share = window.wallUs / idle.wallUs
  // 1000 pages, 1e6 µs a second.
  return partByPart(
    [windowParts(window), windowParts(idle)],
    ([loaded, unloaded]) => (loaded! - unloaded! * share) / completedPages / 1000,
  )
}

/** Median over rounds of each part, of the total and of what is compared: none is a sum of the others. */
export const medianParts = (rounds: readonly CpuParts[]): CpuParts => partByPart(rounds, median)
