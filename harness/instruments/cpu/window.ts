/** The CPU account of one window: a reading at each edge, and their difference. */
import type { Role, Unit } from '../../arm/arm.ts'
import { BenchError } from '../../errors.ts'
import type { CpuWindow, Reading } from '../../results/record.ts'
import { readHost, type HostReading } from './host.ts'

/** Every counter of the account at one moment. */
export interface Edge {
  host: HostReading
  /** User and system time of this process, in all of its threads. */
  harnessUs: number
  units: { pod: string; role: Role; cpuUs: number }[]
  otherArmsUs: number
  throttledPeriods: Reading
}

/**
 * Reads all counters synchronously, so that the harness does nothing else in between. The order is always the same: this
 * process (reading it makes the kernel update its account), the host, the arm's units, the other arms. At both edges a
 * counter is read equally long after the clock, so its window has the length that the clock gives and is only shifted: by
 * about 0.5 ms for 30 units, by 1.5 to 4 ms with 120 units of other arms (measured cold, on two cores).
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
 * The difference of two edges of the same arm, counter by counter.
 * @throws BenchError when the number of cores changed in between: the idle time of an added or removed core is unknown.
 */
export function subtract(before: Edge, after: Edge): CpuWindow {
  if (before.host.cores !== after.host.cores) {
    throw new BenchError(
      `the number of CPU cores changed within a window, from ${before.host.cores} to ${after.host.cores}`,
      'do not switch CPU cores on or off during a run, and start the run again',
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

/** Adds up units of the same pod and role, such as the DNS server and the flow reader of a node, into one entry. */
function perUnit(before: Edge, after: Edge): CpuWindow['units'] {
  const used = (units: Edge['units'], { pod, role }: { pod: string; role: Role }): number =>
    cpuOf(units.filter((unit) => unit.pod === pod && unit.role === role))
  const names = new Map(after.units.map(({ pod, role }) => [`${role} ${pod}`, { pod, role }]))
  return [...names.values()].map((name) => ({
    ...name,
    us: used(after.units, name) - used(before.units, name),
  }))
}

/**
 * Sum over all units with a CPU limit. Not measured when one of them cannot be read: a sum without this unit would look as
 * if the unit had never been throttled.
 */
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
