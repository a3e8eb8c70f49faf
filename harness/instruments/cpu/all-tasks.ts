/** CPU time of every task on the host, which only the root of a cgroup v1 `cpuacct` tells exactly. */
import { readFileSync, readlinkSync } from 'node:fs'
import { messageOf } from '../../errors.ts'
import type { Reading } from '../../results/record.ts'

/** Inode of the first cgroup namespace (PROC_CGROUP_INIT_INO of the kernel): inside another, "/" is not the host's root. */
const HOST_CGROUP_NAMESPACE = 'cgroup:[4026531835]'

type Source = { file: string } | { notMeasured: string }
let source: Source | undefined

/**
 * CPU time in microseconds of all tasks since boot: scheduler run time in nanoseconds, no samples.
 * Not measured on a host with cgroup2 alone: `cpu.stat` of the root is made of tick samples there, and reads low.
 */
export function readAllTasksUs(): Reading {
  source ??= locate()
  if ('notMeasured' in source) return source
  try {
    return Number(readFileSync(source.file, 'latin1')) / 1000
  } catch (error) {
    return { notMeasured: `${source.file}: ${messageOf(error)}` }
  }
}

function locate(): Source {
  try {
    return locateRootCpuacct(
      readFileSync('/proc/self/mountinfo', 'latin1'),
      readlinkSync('/proc/self/ns/cgroup'),
    )
  } catch (error) {
    return { notMeasured: messageOf(error) }
  }
}

/** Finds the file, from the text of /proc/self/mountinfo and the target of /proc/self/ns/cgroup. */
export function locateRootCpuacct(mountinfo: string, cgroupNamespace: string): Source {
  for (const line of mountinfo.split('\n')) {
    // "33 31 0:30 <root> <mount point> options - cgroup cgroup rw,cpuacct" (man 5 proc_pid_mountinfo)
    const [place = '', kind = ''] = line.split(' - ')
    const [, , , root, mountPoint] = place.split(' ')
    const [type, , superOptions = ''] = kind.split(' ')
    if (type !== 'cgroup' || !superOptions.split(',').includes('cpuacct')) continue
    if (root !== '/' || cgroupNamespace !== HOST_CGROUP_NAMESPACE) {
      return {
        notMeasured: "only a part of the host's cpuacct hierarchy is visible from inside this container",
      }
    }
    return { file: `${mountPoint}/cpuacct.usage` }
  }
  return {
    notMeasured: 'no cgroup v1 cpuacct hierarchy is mounted, and cgroup2 has no exact total of all tasks',
  }
}
