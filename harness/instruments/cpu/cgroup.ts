/** Reads the CPU used by all tasks in a cgroup2 directory and below it. */
import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { BenchError, messageOf } from '../../errors.ts'
import type { Reading } from '../../results/record.ts'
import { cgroup2Mount } from '../../system/cgroup2.ts'

/**
 * CPU time in microseconds used by all tasks that ever ran in the cgroup or below, from `usage_usec` of its `cpu.stat`.
 * The value is the scheduler's own run time, not tick samples, and does not need the cpu controller. Only a task that is
 * running at this moment may be behind, by at most one tick (4 ms at HZ=250).
 * The read is synchronous and takes 5 µs a group, so that thirty groups are read at practically one moment. With the file
 * kept open it would take 1 µs, but an open file keeps a removed group alive.
 * @throws BenchError when the group is gone.
 */
export function cgroupCpuUs(dir: string): number {
  return fieldOf(readCpuStat(dir), 'usage_usec') ?? unreadable(dir, 'it has no usage_usec')
}

/**
 * Scheduling periods in which a CPU limit kept tasks of this group waiting, without the groups below. Needs the cpu
 * controller, in cgroup2 or in the v1 hierarchy mounted beside it, which has the same paths.
 */
export function throttledPeriods(dir: string): Reading {
  return (
    fieldOf(readCpuStat(dir), 'nr_throttled') ??
    throttledByVersion1(dir) ?? { notMeasured: 'its control group has no cpu controller' }
  )
}

function throttledByVersion1(dir: string): number | null {
  const mount = cgroup2Mount()
  if (mount === null) return null
  try {
    return fieldOf(
      readFileSync(join(mount, '..', 'cpu', relative(mount, dir), 'cpu.stat'), 'latin1'),
      'nr_throttled',
    )
  } catch {
    return null // no v1 hierarchy with the cpu controller is mounted
  }
}

/** The value of a field in a flat keyed file (lines such as "usage_usec 123"); null when there is no such field. */
export function fieldOf(text: string, name: string): number | null {
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${name} `))
  return line === undefined ? null : Number(line.slice(name.length + 1))
}

function readCpuStat(dir: string): string {
  try {
    return readFileSync(`${dir}/cpu.stat`, 'latin1')
  } catch (error) {
    return unreadable(dir, messageOf(error))
  }
}

function unreadable(dir: string, why: string): never {
  throw new BenchError(
    `CPU of the control group ${dir} cannot be read: ${why}`,
    'the group is removed when its arm is torn down; `npm run doctor` shows whether cgroup2 is mounted',
  )
}
