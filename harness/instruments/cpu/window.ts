/** The CPU account of one window: a reading at either edge, and their difference. */
import type { Role, Unit } from '../../arm/arm.ts'
import { BenchError } from '../../errors.ts'
import type { CpuWindow, Reading } from '../../results/record.ts'
import { readHost, type HostReading } from './host.ts'

/** Every counter of the account at one moment. */
export interface Edge {
  host: HostReading
  /** User and system time of this process, all of its threads. */
  harnessUs: number
  units: { pod: string; role: Role; cpuUs: number }[]
  otherArmsUs: number
  throttledPeriods: Reading
}

/**
 * Reads all counters, synchronously: nothing of the harness runs in between. Always in the same order: this process (which
 * makes the kernel bring its account up to date), the host, the arm's units, the other arms. At both edges a counter is
 * read equally long after the clock, so its window is as long as the clock says, only shifted: by about 0.5 ms for 30
 * units, 1.5-4 ms with 120 of other arms (measured cold, on two cores).
 */
export function readEdge(arms: { units: Unit[]; otherUnits: Unit[] }): Edge {
  const harness = process.cpuUsage()
  const host = readHost()
  const units = arms.units.map((unit) => ({
    pod: unit.pod,
    role: unit.role,
    cpuUs: unit.cpuUs(),
  }))
  const otherArmsUs = sum(arms.otherUnits.map((unit) => unit.cpuUs()))
  return {
    host,
    harnessUs: harness.user + harness.system,
    units,
    otherArmsUs,
    throttledPeriods: readThrottling(arms.units),
  }
}

/**
 * What happened between two edges of the same arm. Plain differences.
 * @throws BenchError when the number of cores changed in between: idle time of a core that came or went is unknown.
 */
export function subtract(before: Edge, after: Edge): CpuWindow {
  if (before.host.cores !== after.host.cores) {
    throw new BenchError(
      `the number of CPU cores changed within a window, from ${before.host.cores} to ${after.host.cores}`,
      'leave CPU hotplug alone during a run and start it again',
    )
  }
  const byRole = (role: Role) =>
    cpuOf(after.units.filter((unit) => unit.role === role)) -
    cpuOf(before.units.filter((unit) => unit.role === role))
  return {
    wallUs: after.host.atUs - before.host.atUs,
    cores: after.host.cores,
    idleUs: after.host.idleUs - before.host.idleUs,
    stealUs: after.host.stealUs - before.host.stealUs,
    allTasksUs: difference(before.host.allTasksUs, after.host.allTasksUs),
    clientUs: byRole('client'),
    appUs: byRole('app'),
    proxyUs: byRole('proxy'),
    agentUs: byRole('agent'),
    controlPlaneUs: byRole('control-plane'),
    harnessUs: after.harnessUs - before.harnessUs,
    otherArmsUs: after.otherArmsUs - before.otherArmsUs,
    units: perUnit(before, after),
    contextSwitches: after.host.contextSwitches - before.host.contextSwitches,
    softirqs: Object.fromEntries(
      Object.entries(after.host.softirqs).map(([kind, count]) => [
        kind,
        count - (before.host.softirqs[kind] ?? 0),
      ]),
    ),
    throttledPeriods: difference(before.throttledPeriods, after.throttledPeriods),
    pressureSomeUs: difference(before.host.pressureSomeUs, after.host.pressureSomeUs),
  }
}

/** Two units of one pod and role (DNS server and flow reader of a node) are one entry. */
function perUnit(before: Edge, after: Edge): CpuWindow['units'] {
  const used = (units: Edge['units'], { pod, role }: { pod: string; role: Role }): number =>
    cpuOf(units.filter((unit) => unit.pod === pod && unit.role === role))
  const names = new Map(after.units.map(({ pod, role }) => [`${role} ${pod}`, { pod, role }]))
  return [...names.values()].map((name) => ({
    ...name,
    us: used(after.units, name) - used(before.units, name),
  }))
}

/** All units with a limit or none: a sum that leaves out one would read as if that one was never throttled. */
function readThrottling(units: Unit[]): Reading {
  const limited = units.flatMap((unit) => unit.throttledPeriods?.bind(unit) ?? [])
  if (limited.length === 0) return { notMeasured: 'no program of the arm has a CPU limit' }
  let periods = 0
  for (const readOne of limited) {
    const read = readOne()
    if (typeof read !== 'number') return read
    periods += read
  }
  return periods
}

function difference(before: Reading, after: Reading): Reading {
  if (typeof after !== 'number') return after
  return typeof before === 'number' ? after - before : before
}

const cpuOf = (units: { cpuUs: number }[]): number => sum(units.map((unit) => unit.cpuUs))
const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0)
