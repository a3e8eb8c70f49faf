import { expect, test } from 'vitest'
import { locateRootCpuacct } from './all-tasks.ts'
import { parsePressure, parseProcStat, parseSoftirqs } from './host.ts'

const PROC_STAT = `cpu  6301 0 3256 235707 983 0 93 14 0 0
cpu0 2297 0 1107 119743 10 0 32 2 0 0
cpu1 4003 0 2149 115964 972 0 61 11 0 0
intr 509441 0 0 0 1 15
ctxt 1048576
btime 1795515931
processes 5012
procs_running 2
procs_blocked 0
softirq 400123 0 20964 6 12199 146116 0 4 99
`

test('idle is idle and iowait of all cores, in microseconds', () => {
  expect(parseProcStat(PROC_STAT)).toEqual({
    cores: 2,
    idleUs: (235_707 + 983) * 10_000,
    stealUs: 140_000,
    contextSwitches: 1_048_576,
  })
})

test('soft interrupts are summed over cores by kind', () => {
  const text = `                    CPU0       CPU1
          HI:          0          0
       TIMER:      10886      10078
      NET_RX:       5548       6651
`
  expect(parseSoftirqs(text)).toEqual({ HI: 0, TIMER: 20_964, NET_RX: 12_199 })
})

test('pressure is the total of the "some" line', () => {
  const text = `some avg10=0.01 avg60=0.31 avg300=0.64 total=13548378
full avg10=0.00 avg60=0.00 avg300=0.00 total=7
`
  expect(parsePressure(text)).toBe(13_548_378)
})

const HOST_NAMESPACE = 'cgroup:[4026531835]'
const mountinfo = (root: string) => `31 1 0:29 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
33 31 0:30 ${root} /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct
40 31 0:40 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
`

test('time of all tasks is read at the root of cpuacct, alone or mounted with cpu', () => {
  expect(locateRootCpuacct(mountinfo('/'), HOST_NAMESPACE)).toEqual({
    file: '/sys/fs/cgroup/cpu,cpuacct/cpuacct.usage',
  })
})

test('a part of cpuacct is not taken for all tasks of the host', () => {
  const part = { notMeasured: expect.stringContaining('container') as unknown }
  expect(locateRootCpuacct(mountinfo('/docker/4f2a'), HOST_NAMESPACE)).toEqual(part)
  expect(locateRootCpuacct(mountinfo('/'), 'cgroup:[4026532511]')).toEqual(part)
})

test('without cgroup v1 there is a reason instead of a time', () => {
  const onlyCgroup2 = '29 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw,nsdelegate\n'
  expect(locateRootCpuacct(onlyCgroup2, HOST_NAMESPACE)).toEqual({
    notMeasured: expect.stringContaining('no cgroup v1 cpuacct') as unknown,
  })
})
