/** Computes where the host's CPU time of a window went, from the raw parts of the record. Pure sums; nothing is clamped. */
import { closeAccount } from '../results/cpu-account.ts'
import type { CpuWindow, Reading } from '../results/record.ts'
import { median } from '../numbers/quantile.ts'

/**
 * CPU per 1000 pages above idle, in CPU-seconds. Nothing is clamped, so noise may put a part below 0.
 * In one window, client + app + proxy + agent + controlPlane + harness + otherArms + foreignAndInterrupts = total. Medians
 * over windows do not add up, because each part has its own median.
 */
export interface CpuParts {
  client: number
  app: number
  proxy: number
  agent: number
  /** Servers of the mesh and the cluster. What they do in a window is not a cost of the window's pages. */
  controlPlane: number
  harness: number
  /** Arms that should be frozen. */
  otherArms: number
  /** Busy time of the host that belongs to none of the parts above. It is always known; its two components below only where the time of all tasks was read. */
  foreignAndInterrupts: number
  /** Component of `foreignAndInterrupts`: tasks of the host that are not ours. */
  foreign: Reading
  /** Component of `foreignAndInterrupts`: busy time that no task was charged for. */
  interruptsInIdle: Reading
  total: number
  /**
   * The figure by which arms are compared: the total less the client, the control plane, and `foreign` where it is known.
   * The load generator, other programs, and what a control plane does at its own pace are not costs of a datapath.
   */
  compared: number
}

/** Applies `combine` to each part of several accounts. A component that one account lacks is missing in the result. */
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

/** The parts of one window in µs of CPU; `total` is the busy time of the host. */
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
 * CPU-seconds that 1000 pages add to an arm that is up anyway: (window − idle rate × window) / completed pages. The idle
 * cost of the arm is reported separately, because divided by an arbitrary rate it would mean nothing (docs/method.md#cpu).
 */
export function marginalPer1000(window: CpuWindow, idle: CpuWindow, completedPages: number): CpuParts {
  const share = window.wallUs / idle.wallUs
  // 1000 pages, 1e6 µs a second.
  return partByPart(
    [windowParts(window), windowParts(idle)],
    ([loaded, unloaded]) => (loaded! - unloaded! * share) / completedPages / 1000,
  )
}

/** The median over rounds of each part, of the total and of the compared figure. None of these medians is a sum of others. */
export const medianParts = (rounds: readonly CpuParts[]): CpuParts => partByPart(rounds, median)
