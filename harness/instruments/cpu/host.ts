/** The kernel's CPU counters of the whole host, read at one moment. */
import { readFileSync } from 'node:fs'
import { messageOf } from '../../errors.ts'
import type { Reading } from '../../results/record.ts'
import { readAllTasksUs } from './all-tasks.ts'

/** /proc/stat counts in units of 1/USER_HZ. USER_HZ is 100 on every architecture that Node runs on, whatever the kernel's HZ. */
const US_PER_TICK = 10_000

export interface HostReading {
  /** Monotonic clock, read just before the first file. */
  atUs: number
  cores: number
  /**
   * idle + iowait of all cores. Unlike the other fields of /proc/stat this is not made of tick samples: a tickless kernel adds
   * up the real time asleep, including the current sleep, and rounds the total down to 10 ms once. Sources with a finer unit
   * are less exact: cpuidle/state<n>/time and idle_sleeptime in timer_list miss a sleep that is still going on, and were up to
   * 30 ms off over 2 s. Wall time minus this value agreed with the CPU time of all tasks within 5 ms.
   */
  idleUs: number
  /** Time that the hypervisor took from a core that wanted to run; in steps of 10 ms. */
  stealUs: number
  contextSwitches: number
  /** Soft interrupts by kind ("NET_RX"), all cores. Exact counts. */
  softirqs: Record<string, number>
  pressureSomeUs: Reading
  allTasksUs: Reading
}

/** Reads the host's counters in about 50 µs. Only differences between two readings are meaningful. */
export function readHost(): HostReading {
  const atUs = performance.now() * 1000
  return {
    atUs,
    ...parseProcStat(readFileSync('/proc/stat', 'latin1')),
    allTasksUs: readAllTasksUs(),
    pressureSomeUs: readPressure(),
    softirqs: parseSoftirqs(readFileSync('/proc/softirqs', 'latin1')),
  }
}

/** Reads the fields of /proc/stat that are exact enough to subtract. user, system and softirq are tick samples and not used. */
export function parseProcStat(
  text: string,
): Pick<HostReading, 'cores' | 'idleUs' | 'stealUs' | 'contextSwitches'> {
  const lines = text.split('\n')
  const all = fieldsOf(lines.find((line) => line.startsWith('cpu ')) ?? '')
  const [, , , idle = NaN, iowait = NaN, , , steal = NaN] = all
  return {
    cores: lines.filter((line) => /^cpu\d/.test(line)).length,
    idleUs: (idle + iowait) * US_PER_TICK,
    stealUs: steal * US_PER_TICK,
    contextSwitches: fieldsOf(lines.find((line) => line.startsWith('ctxt ')) ?? '')[0] ?? NaN,
  }
}

/** Parses lines such as "NET_RX:  5548  6651", with a column for each core. */
export function parseSoftirqs(text: string): Record<string, number> {
  const kinds: Record<string, number> = {}
  for (const line of text.split('\n').slice(1)) {
    const [kind, counts] = line.trim().split(':')
    if (kind && counts)
      kinds[kind] = counts
        .trim()
        .split(/\s+/)
        .reduce((sum, count) => sum + Number(count), 0)
  }
  return kinds
}

/** Microseconds in which some task waited for a CPU, from a line such as "some avg10=… total=13548378". */
export function parsePressure(text: string): number {
  return Number(/^some .*total=(\d+)/m.exec(text)?.[1] ?? NaN)
}

/** Not measured on a kernel without PSI (pressure stall information), or where PSI needs `psi=1` on the kernel's command line. */
function readPressure(): Reading {
  try {
    return parsePressure(readFileSync('/proc/pressure/cpu', 'latin1'))
  } catch (error) {
    return { notMeasured: `pressure stall information is off (boot with psi=1): ${messageOf(error)}` }
  }
}

const fieldsOf = (line: string): number[] => line.trim().split(/\s+/).slice(1).map(Number)
