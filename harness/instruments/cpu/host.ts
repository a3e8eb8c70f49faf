/** What the kernel counts for the whole host, read at one moment. */
import { readFileSync } from 'node:fs'
import { messageOf } from '../../errors.ts'
import type { Reading } from '../../results/record.ts'
import { readAllTasksUs } from './all-tasks.ts'

/** /proc/stat counts in USER_HZ, which is 100 on every architecture Node runs on, whatever the kernel's HZ. */
const US_PER_TICK = 10_000

export interface HostReading {
  /** Monotonic clock, taken just before the first file. */
  atUs: number
  cores: number
  /**
   * idle + iowait of all cores. Unlike its neighbours in /proc/stat this is no tick sample: a tickless kernel adds up the real
   * time asleep, the current sleep included, and the total is cut to 10 ms once. Finer clocks lie more: residency in
   * cpuidle/state<n>/time and idle_sleeptime in timer_list lack a sleep still going on, and were up to 30 ms off over 2 s
   * here, where wall − this and the time of all tasks agreed within 5 ms.
   */
  idleUs: number
  /** In 10 ms units; what the hypervisor took while a core wanted to run. */
  stealUs: number
  contextSwitches: number
  /** Soft interrupts by kind ("NET_RX"), all cores. Exact counts. */
  softirqs: Record<string, number>
  pressureSomeUs: Reading
  allTasksUs: Reading
}

/** Reads the host's counters; about 50 µs here. They only mean something as differences. */
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

/** The parts of /proc/stat that are exact enough to subtract. Its user, system and softirq are tick samples: not used. */
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

/** "NET_RX:  5548  6651" a line, a column for each core. */
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

/** Microseconds in which some task waited for a CPU: "some avg10=… total=13548378". */
export function parsePressure(text: string): number {
  return Number(/^some .*total=(\d+)/m.exec(text)?.[1] ?? NaN)
}

/** A kernel may be built without PSI, or with it switched off until it boots with `psi=1`. */
function readPressure(): Reading {
  try {
    return parsePressure(readFileSync('/proc/pressure/cpu', 'latin1'))
  } catch (error) {
    return { notMeasured: `pressure stall information is off (boot with psi=1): ${messageOf(error)}` }
  }
}

const fieldsOf = (line: string): number[] => line.trim().split(/\s+/).slice(1).map(Number)
