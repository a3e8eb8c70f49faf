import { describe, expect, test } from 'vitest'
import type { CpuWindow } from '../results/record.ts'
import { cpuWarnings } from './cpu-closes.ts'
import { meanParts, partsPer1000, windowParts } from './cpu-parts.ts'

/** 5 s of two cores, 3 s busy: 2.5 s ours, 0.1 s others, 0.4 s charged to no task. */
const window: CpuWindow = {
  wallUs: 5e6,
  cores: 2,
  idleUs: 7e6,
  stealUs: 0,
  allTasksUs: 2.6e6,
  clientUs: 0.5e6,
  appUs: 1e6,
  proxyUs: 0.8e6,
  agentUs: 0.1e6,
  controlPlaneUs: 0,
  harnessUs: 0.1e6,
  otherArmsUs: 0,
  units: [
    { pod: 'client', role: 'client', us: 0.5e6 },
    { pod: 'front', role: 'app', us: 0.6e6 },
    { pod: 'back', role: 'app', us: 0.4e6 },
    { pod: 'front', role: 'proxy', us: 0.8e6 },
    { pod: 'node', role: 'agent', us: 0.1e6 },
  ],
  contextSwitches: 0,
  softirqs: {},
  throttledPeriods: 0,
  pressureSomeUs: 0,
}
const sumOf = (parts: ReturnType<typeof windowParts>): number =>
  parts.client +
  parts.app +
  parts.proxy +
  parts.agent +
  parts.controlPlane +
  parts.harness +
  parts.otherArms +
  parts.foreignAndInterrupts

test('the parts of a window add up to what the host was busy', () => {
  const parts = windowParts(window)
  expect(parts.total).toBe(3e6)
  expect(sumOf(parts)).toBeCloseTo(3e6, 3)
  expect(parts.foreign).toBeCloseTo(0.1e6, 3)
  expect(parts.interruptsInIdle).toBeCloseTo(0.4e6, 3)
})

test('CPU of 1000 pages is that of the window, what the arm takes while it waits included', () => {
  const parts = partsPer1000(window, 1000)
  expect(parts.proxy).toBeCloseTo(0.8, 9)
  expect(parts.total).toBeCloseTo(3, 9)
  expect(sumOf(parts)).toBeCloseTo(3, 9)
  expect(partsPer1000(window, 500).total).toBeCloseTo(6, 9)
})

test('arms are compared by their services, proxies and agents, and by interrupts', () => {
  // 1 + 0.8 + 0.1 s, and 0.4 s that no task was charged for.
  expect(partsPer1000(window, 1000).compared).toBeCloseTo(2.3, 9)
})

test('what a control plane does in a window is in the total, and in no cost of a page', () => {
  const busy = {
    ...window,
    controlPlaneUs: 0.06e6,
    units: [...window.units, { pod: 'istiod', role: 'control-plane' as const, us: 0.06e6 }],
  }
  const parts = partsPer1000(busy, 1000)
  expect(sumOf(parts)).toBeCloseTo(parts.total, 9)
  expect(parts.total).toBeCloseTo(partsPer1000(window, 1000).total, 9)
  // The host's busy time and that of all tasks stand: what the control plane had is no longer foreign.
  expect(parts.compared).toBeCloseTo(partsPer1000(window, 1000).compared, 9)
  expect(parts.controlPlane).toBeCloseTo(0.06, 9)
})

test('nothing is clamped: tasks that were charged more than the host was busy show a part below 0', () => {
  expect(partsPer1000({ ...window, allTasksUs: 3.01e6 }, 1000).interruptsInIdle).toBeCloseTo(-0.01, 9)
})

describe('where the time of all tasks was not measured', () => {
  const unread = { notMeasured: 'no cpuacct controller' }
  const parts = partsPer1000({ ...window, allTasksUs: unread }, 1000)

  test('foreign tasks and interrupts are lacking together, and their sum still closes the account', () => {
    expect(parts.foreign).toEqual(unread)
    expect(parts.interruptsInIdle).toEqual(unread)
    expect(sumOf(parts)).toBeCloseTo(parts.total, 9)
  })

  test('both are compared, because the interrupts are a cost', () => {
    expect(parts.compared).toBeCloseTo(1.9 + parts.foreignAndInterrupts, 9)
  })

  test('in one of several windows only, the split is lacking just as well', () => {
    expect(meanParts([partsPer1000(window, 1000), parts]).foreign).toEqual(unread)
  })
})

test('what arms are compared by is without the load generator', () => {
  const busier = {
    ...window,
    clientUs: window.clientUs + 0.2e6,
    idleUs: window.idleUs - 0.2e6,
    allTasksUs: 2.8e6,
  }
  expect(partsPer1000(busier, 1000).client).toBeCloseTo(0.7, 9)
  expect(partsPer1000(busier, 1000).compared).toBeCloseTo(partsPer1000(window, 1000).compared, 9)
})

test('the parts of an arm add up: they are means, like every figure', () => {
  const windows = (['appUs', 'proxyUs', 'agentUs'] as const).map((part) =>
    partsPer1000(
      { ...window, [part]: window[part] + 0.3e6, idleUs: window.idleUs - 0.3e6, allTasksUs: 2.9e6 },
      1000,
    ),
  )
  const parts = meanParts(windows)
  expect(sumOf(parts)).toBeCloseTo(parts.total, 9)
  expect(parts.compared).toBeCloseTo(
    parts.app + parts.proxy + parts.agent + Number(parts.interruptsInIdle),
    9,
  )
})

describe('the account as a whole', () => {
  test('names a burner outside of every cgroup of ours', () => {
    const burner = { ...window, idleUs: window.idleUs - 1e6, allTasksUs: 3.6e6 }
    expect(windowParts(burner).foreign).toBeCloseTo(1.1e6, 3)
    expect(cpuWarnings([burner, window]).join()).toBe(
      'other programs took more than 5 % of the host in 1 of 2 trials',
    )
  })

  test('says when more was charged than there was, beyond the rounding of idle time', () => {
    expect(cpuWarnings([{ ...window, allTasksUs: 3.01e6 }]).join()).not.toContain('busy time')
    expect(cpuWarnings([{ ...window, allTasksUs: 3.2e6 }]).join()).toContain('busy time in 1 of 1')
  })
})
