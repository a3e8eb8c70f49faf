/** Checks on kind that cAdvisor and a container's own control group agree on the container's CPU. */
import { messageOf } from '../../../errors.ts'
import type { Evidence } from '../../../results/record.ts'
import { startPolling, type CadvisorSource } from './poll.ts'
import { counterKey, updatesSince, type AccountedContainer, type Update } from './updates.ts'

/** The largest accepted difference, as a share. Neither source is read exactly at its own timestamp. */
const MOST_DIFFERENCE = 0.1
/** With less CPU than this, 10 % would be only a few ticks of the scheduler. */
const LEAST_CPU_SECONDS = 0.1
/** Short enough to interpolate the control group's value at the moment of an update between two readings. */
const READ_EVERY_MS = 500

export interface CrossCheckOptions extends Pick<CadvisorSource, 'readText'> {
  container: AccountedContainer
  /** CPU time so far in the container's control group, read on the host. */
  cgroupCpuUs: () => number
}
export interface CpuCrossCheck {
  /** Must be called at least half a minute later, so that there are two updates. */
  close(): Promise<Omit<Evidence, 'arm' | 'bringUp' | 'when'> | { notMeasured: string }>
}

/** Reads both sources from now on until `close`. The host and the node must share a clock, as on kind. */
export function openCpuCrossCheck({ container, readText, cgroupCpuUs }: CrossCheckOptions): CpuCrossCheck {
  const readings: CgroupReading[] = []
  let failure: string | undefined
  const read = () => {
    try {
      readings.push({ atMs: Date.now(), cpuSeconds: cgroupCpuUs() / 1e6 })
    } catch (error) {
      failure = messageOf(error) // a removed control group does not come back
      clearInterval(timer)
    }
  }
  const timer = setInterval(read, READ_EVERY_MS).unref()
  read()
  const polling = startPolling({ nodes: [container.node], readText }, 0)
  return {
    async close() {
      const { polls, failures } = await polling.finish()
      read()
      clearInterval(timer)
      const updates = updatesSince(readings[0]?.atMs ?? 0, polls).get(counterKey(container)) ?? []
      const verdict = compareCpu(container, updates, readings)
      if (!('notMeasured' in verdict)) return verdict
      return { notMeasured: [verdict.notMeasured, failure, ...failures].filter(Boolean).join('; ') }
    },
  }
}

export interface CgroupReading {
  atMs: number
  cpuSeconds: number
}

/** Compares both sources over the longest common span: from the first to the last update between the readings. Pure. */
export function compareCpu(
  container: AccountedContainer,
  updates: Update[],
  readings: CgroupReading[],
): Omit<Evidence, 'arm' | 'bringUp' | 'when'> | { notMeasured: string } {
  const known = updates
    .map((update) => ({ update, cgroupSeconds: secondsAt(update.atMs, readings) }))
    .filter((pair): pair is { update: Update; cgroupSeconds: number } => pair.cgroupSeconds !== null)
  const first = known[0]
  const last = known.at(-1)
  if (!first || !last || first === last) {
    return { notMeasured: `cAdvisor updated ${container.container} ${known.length} times; two are needed` }
  }
  const byCadvisor = last.update.cpuSeconds - first.update.cpuSeconds
  const byCgroup = last.cgroupSeconds - first.cgroupSeconds
  const over = `over ${((last.update.atMs - first.update.atMs) / 1000).toFixed(1)} s`
  if (byCgroup < LEAST_CPU_SECONDS && byCadvisor < LEAST_CPU_SECONDS) {
    return { notMeasured: `${container.container} used too little CPU ${over} to compare the two sources` }
  }
  return {
    kind: 'state',
    subject: { pod: container.unit },
    claim: 'cAdvisor and the control group agree on the CPU of a container',
    where: `${container.unit}/${container.role}`,
    expected: {
      text: `${byCgroup.toFixed(3)} s ${over} by the control group, within ${MOST_DIFFERENCE * 100} %`,
    },
    observed: { text: `${byCadvisor.toFixed(3)} s by cAdvisor` },
    holds: Math.abs(byCadvisor - byCgroup) <= byCgroup * MOST_DIFFERENCE,
    source: 'container_cpu_usage_seconds_total; cpu.stat of the container',
  }
}

/** Interpolates between the readings before and after a moment; null where one is missing. */
function secondsAt(atMs: number, readings: CgroupReading[]): number | null {
  const next = readings.findIndex((reading) => reading.atMs >= atMs)
  const after = readings[next]
  const before = readings[next - 1] ?? after
  if (!before || !after || before.atMs > atMs) return null
  if (after.atMs === before.atMs) return after.cpuSeconds
  const share = (atMs - before.atMs) / (after.atMs - before.atMs)
  return before.cpuSeconds + share * (after.cpuSeconds - before.cpuSeconds)
}
