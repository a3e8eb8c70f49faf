/** Computes where the host's CPU time of a window went, from the raw parts of the record. Pure sums; nothing is clamped. */
import { closeAccount } from '../results/cpu-account.ts'
import { mean } from '../numbers/mean.ts'
import type { CpuWindow, Reading } from '../results/record.ts'

/**
 * CPU per 1000 pages, in CPU-seconds, with what the arm takes while it waits for the next page. What it takes without load is not
 * subtracted: a window without load is short, and its error, multiplied by the length of the windows, would be larger than most
 * differences (docs/instruments.md#cpu). Nothing is clamped, so rounding may put a part below 0.
 * client + app + proxy + agent + controlPlane + harness + otherArms + foreignAndInterrupts = total, in a window and in means of windows.
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
   * The figure by which arms are compared: app + proxy + agent + interrupts. Where interrupts are not known apart from the
   * tasks of other programs, both are in the figure, in all arms alike. The load generator, this harness, and what a control
   * plane does at its own pace are not costs of a datapath.
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
      cpu.appUs +
      cpu.proxyUs +
      cpu.agentUs +
      (typeof account.interruptsInIdleUs === 'number' ? account.interruptsInIdleUs : account.restUs),
  }
}

/** CPU-seconds for 1000 of the window's pages. */
export const partsPer1000 = (window: CpuWindow, completedPages: number): CpuParts =>
  // 1000 pages, 1e6 µs a second.
  partByPart([windowParts(window)], ([us]) => us! / completedPages / 1000)

/** The mean of each part, so that the parts of an arm add up to its total and the differences of arms to their figures. */
export const meanParts = (windows: readonly CpuParts[]): CpuParts => partByPart(windows, mean)
