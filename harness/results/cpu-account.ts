/** Closes the CPU account of one window: what the host was busy with, and whose it was. Pure; nothing is clamped. */
import type { CpuWindow, Reading } from './record.ts'

export interface CpuAccount {
  /** cores × wall − idle. Everything that was not idle, stolen time included; tick-sampled busy fields read 1-8 % low. */
  busyUs: number
  /** Tasks of ours: client, app, proxy, agent, control plane, harness, and the arms that should be frozen. */
  oursUs: number
  /** busy − ours, that is `foreign` and `interruptsInIdle` together: known on every host. */
  restUs: number
  /** Tasks of the host that are none of ours, kernel threads too. */
  foreignUs: Reading
  /**
   * Busy time that no task was charged for: interrupts that met an idle core, entering and leaving idle, stolen time, and
   * all interrupt time where the kernel takes it out of task time (IRQ_TIME_ACCOUNTING).
   * It may be slightly negative: idle comes in units of 10 ms, the time of a running task up to a tick late.
   */
  interruptsInIdleUs: Reading
}

/** The parts always add up: ours + foreign + interruptsInIdle = busy, all in microseconds. */
export function closeAccount(window: CpuWindow): CpuAccount {
  const busyUs = window.cores * window.wallUs - window.idleUs
  const oursUs =
    window.clientUs +
    window.appUs +
    window.proxyUs +
    window.agentUs +
    window.controlPlaneUs +
    window.harnessUs +
    window.otherArmsUs
  const allTasksUs = window.allTasksUs
  const split =
    typeof allTasksUs === 'number'
      ? { foreignUs: allTasksUs - oursUs, interruptsInIdleUs: busyUs - allTasksUs }
      : { foreignUs: allTasksUs, interruptsInIdleUs: allTasksUs }
  return { busyUs, oursUs, restUs: busyUs - oursUs, ...split }
}
