/** CPU time of all tasks on the host. Only the root of a cgroup v1 `cpuacct` hierarchy has the exact value. */
import { readFileSync, readlinkSync } from 'node:fs'
import { messageOf } from '../../errors.ts'
import type { Reading } from '../../results/record.ts'

/**
 * Inode of the host's cgroup namespace (PROC_CGROUP_INIT_INO of the kernel). In any other cgroup namespace "/" is not the root
 * of the host's hierarchy.
 */
const HOST_CGROUP_NAMESPACE = 'cgroup:[4026531835]'

type Source = { file: string } | { notMeasured: string }
let source: Source | undefined

/**
 * CPU time in microseconds of all tasks since boot, from the scheduler's run time in nanoseconds and not from samples.
 * Not measured on a host that has only cgroup2: there, `cpu.stat` of the root group is made of tick samples and too low.
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

/** Finds the file to read, from the text of /proc/self/mountinfo and the target of /proc/self/ns/cgroup. */
export function locateRootCpuacct(mountinfo: string, cgroupNamespace: string): Source {
  for (const line of mountinfo.split('\n')) {
    // "33 31 0:30 <root> <mount point> options - cgroup cgroup rw,cpuacct" (man 5 proc_pid_mountinfo)
    const [mount = '', kind = ''] = line.split(' - ')
    const [, , , root, mountPoint] = mount.split(' ')
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
