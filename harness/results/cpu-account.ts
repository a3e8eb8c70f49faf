/** Closes the CPU account of one window: how busy the host was, and with whose work. Pure; nothing is clamped. */
import type { CpuWindow, Reading } from './record.ts'

export interface CpuAccount {
  /** cores × wall − idle: all time that was not idle, including stolen time. The busy fields of /proc/stat are not used, because they are sampled by ticks and read 1-8 % low. */
  busyUs: number
  /** Our own tasks: client, app, proxy, agent, control plane, harness, and the arms that should be frozen. */
  oursUs: number
  /** busy − ours, which is `foreign` and `interruptsInIdle` together. Known on every host. */
  restUs: number
  /** Tasks of the host that are not ours, including kernel threads. */
  foreignUs: Reading
  /**
   * Busy time that no task was charged for: interrupts on an idle core, entering and leaving idle, stolen time, and all
   * interrupt time where the kernel takes it out of task time (IRQ_TIME_ACCOUNTING).
   * It may be slightly negative, because idle time comes in units of 10 ms and the time of a running task is up to a tick late.
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
