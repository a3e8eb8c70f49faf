/** When a closed-loop window is full: how busy the host and the load client were, and from when on they count as the limit. Pure. */
import { closeAccount } from './cpu-account.ts'
import { isNotMeasured } from './measured.ts'
import type { CpuReading, Reading } from './record.ts'

/** Share of the host. Above it, no CPU is left: idle time is read in units of 10 ms, and a window edge always costs some. */
const FULL_HOST_SHARE = 0.95
/** Share of a core. The client is one thread: from here on its own limit is measured, and not the arm's. */
const FULL_CLIENT_SHARE = 0.9

/** Busy time of the host ÷ its cores × the window. */
export const hostBusyShare = (cpu: CpuReading): Reading =>
  isNotMeasured(cpu) ? cpu : closeAccount(cpu).busyUs / (cpu.cores * cpu.wallUs)

/** CPU of the load client ÷ the window, as a share of one core. */
export const clientCoreShare = (cpu: CpuReading): Reading =>
  isNotMeasured(cpu) ? cpu : cpu.clientUs / cpu.wallUs

/** Whether the host had no CPU left; false where that was not measured. */
export const isHostFull = (share: Reading): boolean => typeof share === 'number' && share > FULL_HOST_SHARE

/** Whether the load client was at its own limit; false where that was not measured. */
export const isClientFull = (share: Reading): boolean =>
  typeof share === 'number' && share > FULL_CLIENT_SHARE
