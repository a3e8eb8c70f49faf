import { expect, test } from 'vitest'
import { closeAccount } from '../../../results/cpu-account.ts'
import { cpuWindowSchema, type CpuReading, type CpuWindow } from '../../../results/record.ts'
import { cpuWindow, type PolledWindow } from './cpu-window.ts'
import { APP, NODE, PROXY, recordedWindow, STILL } from './testing/recorded-window.ts'

const recorded = (change: Partial<PolledWindow> = {}): PolledWindow => {
  const { beganMs, endedMs, polls } = recordedWindow()
  return { beganMs, endedMs, nodes: [NODE], polls, own: [APP, PROXY], ofOthers: [], ...change }
}
const measured = (reading: CpuReading): CpuWindow => cpuWindowSchema.parse(reading)
const reasonOf = (reading: CpuReading): string => ('notMeasured' in reading ? reading.notMeasured : '')

test('over 90 s containers are measured as their own control groups say, within a few per cent', () => {
  const window = measured(cpuWindow(recorded()))
  const { cgroupUs } = recordedWindow()
  expect(window.appUs / cgroupUs.app).toBeCloseTo(1, 1)
  expect(window.proxyUs / cgroupUs.proxy).toBeCloseTo(1, 1)
  expect(window.units).toEqual([
    { pod: 'orders', role: 'app', us: window.appUs },
    { pod: 'orders', role: 'proxy', us: window.proxyUs },
  ])
})

test('the account closes on the whole node, and what cAdvisor does not tell is not measured', () => {
  const window = measured(cpuWindow(recorded()))
  const account = closeAccount(window)
  expect(window.wallUs).toBe((recorded().endedMs - recorded().beganMs) * 1000)
  expect(account.busyUs).toBeGreaterThan(account.oursUs)
  expect(account.oursUs + account.restUs).toBeCloseTo(account.busyUs)
  for (const unknown of ['allTasksUs', 'stealUs', 'contextSwitches', 'throttledPeriods'] as const) {
    expect(window[unknown]).toHaveProperty('notMeasured')
  }
})

test('a shorter part of the same window is refused with the counts, and told which window would do', () => {
  const { beganMs } = recordedWindow()
  const polls = recorded().polls.filter(({ answeredMs }) => answeredMs < beganMs + 40_000)
  const reason = reasonOf(cpuWindow(recorded({ endedMs: beganMs + 40_000, polls })))
  expect(reason).toContain('needs 4 of its updates, which come every 10-20 s (measure: 80s)')
  expect(reason).toContain('within 40 s there was of app of hopbench-e/burner: 3 updates')
})

test('what was read before the window began does not count', () => {
  const { beganMs } = recordedWindow()
  const late = cpuWindow(recorded({ beganMs: beganMs + 60_000 }))
  expect(reasonOf(late)).toMatch(/the node worker: [23] updates, of app/)
})

test('a container that stood still is known to have used nothing, though it was looked at less often', () => {
  const beganMs = recorded().beganMs + 25_000
  expect(measured(cpuWindow(recorded({ beganMs, own: [APP, STILL] }))).agentUs).toBe(0)
})

test('a container that cAdvisor does not know, or that was restarted, is named', () => {
  const unknown = cpuWindow(recorded({ own: [APP, { ...PROXY, pod: 'gone' }] }))
  expect(reasonOf(unknown)).toContain('proxy of hopbench-e/gone: no update')
  const polls = recorded().polls.map((poll, index) => ({
    ...poll,
    samples: poll.samples.map((sample) =>
      sample.container === 'app' && index > 8 ? { ...sample, id: '/kubepods/another' } : sample,
    ),
  }))
  expect(reasonOf(cpuWindow(recorded({ polls })))).toContain('app of hopbench-e/burner: it was restarted')
})

test('containers of other arms are kept apart, and what an arm shares with others is its own', () => {
  const alone = measured(cpuWindow(recorded()))
  const window = measured(cpuWindow(recorded({ own: [APP], ofOthers: [APP, { ...PROXY, unit: 'cart' }] })))
  expect(window.appUs).toBe(alone.appUs)
  expect(window.otherArmsUs).toBe(alone.proxyUs)
  expect(window.proxyUs).toBe(0)
})

test('several nodes add up', () => {
  const { polls } = recorded()
  const second = polls.map((poll) => ({ ...poll, node: 'second' }))
  const own = [APP, { ...APP, node: 'second' }]
  const one = measured(cpuWindow(recorded()))
  const two = measured(cpuWindow(recorded({ nodes: [NODE, 'second'], polls: [...polls, ...second], own })))
  expect(two.cores).toBe(2 * one.cores)
  expect(two.idleUs).toBeCloseTo(2 * one.idleUs)
  expect(two.appUs).toBeCloseTo(2 * one.appUs)
})

test('a clock of the node that is ahead does not let time before the window in', () => {
  const beganMs = recorded().beganMs + 20_000
  const honest = measured(cpuWindow(recorded({ beganMs })))
  const polls = recorded().polls.map((poll) => ({
    ...poll,
    samples: poll.samples.map((sample) => ({
      ...sample,
      timestampMs: sample.timestampMs && sample.timestampMs + 3_600_000,
    })),
  }))
  const window = measured(cpuWindow(recorded({ beganMs, polls })))
  expect(window.appUs).toBeCloseTo(honest.appUs)
})

test('without the number of cores there is no idle time, so no account', () => {
  const polls = recorded().polls.map((poll) => ({
    ...poll,
    samples: poll.samples.filter(({ metric }) => metric !== 'machine_cpu_cores'),
  }))
  expect(reasonOf(cpuWindow(recorded({ polls })))).toContain('number of cores of the node worker')
})
