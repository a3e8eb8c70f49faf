/** What a cgroup2 directory says of the CPU used by everything in and below it. */
import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { BenchError, messageOf } from '../../errors.ts'
import type { Reading } from '../../results/record.ts'
import { cgroup2Mount } from '../../system/cgroup2.ts'

/**
 * CPU time in microseconds used by all tasks that ever ran in the cgroup or below, from `usage_usec` of its `cpu.stat`.
 * The scheduler's own run time, not samples of the tick, and there without the cpu controller; only a task that is running
 * at this moment may be behind, by at most one tick (4 ms at HZ=250).
 * Synchronous: 5 µs a group here, so that thirty groups are read at practically one moment. Keeping the file open would
 * take 1 µs, and would keep a removed group alive.
 * @throws BenchError when the group is gone.
 */
export function cgroupCpuUs(dir: string): number {
  return fieldOf(readCpuStat(dir), 'usage_usec') ?? unreadable(dir, 'it has no usage_usec')
}

/**
 * How often tasks of this group were kept waiting by a CPU limit, in scheduling periods. Not counted for groups below it,
 * and only where the cpu controller is: in cgroup2, or in the v1 tree beside it, which has the same paths.
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
    return null // there is no such tree
  }
}

/** A field of a flat keyed file ("usage_usec 123" a line), null when it has none of that name. */
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
    'it goes when its arm is taken down; `npm run doctor` tells whether cgroup2 is mounted',
  )
}
