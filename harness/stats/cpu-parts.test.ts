import { describe, expect, test } from 'vitest'
import type { CpuWindow } from '../results/record.ts'
import { cpuWarnings } from './cpu-closes.ts'
import { marginalPer1000, medianParts, windowParts } from './cpu-parts.ts'

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
/** 1 s without load: 0.1 s busy, of which 0.02 s proxy. */
const idle: CpuWindow = {
  ...window,
  wallUs: 1e6,
  idleUs: 1.9e6,
  allTasksUs: 0.08e6,
  clientUs: 0,
  appUs: 0.01e6,
  proxyUs: 0.02e6,
  agentUs: 0,
  harnessUs: 0.01e6,
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

test('CPU of 1000 pages leaves out what the arm costs without load', () => {
  const parts = marginalPer1000(window, idle, 1000)
  // Proxy: 0.8 s − 5 × 0.02 s; everything: 3 s − 5 × 0.1 s.
  expect(parts.proxy).toBeCloseTo(0.7, 9)
  expect(parts.total).toBeCloseTo(2.5, 9)
  expect(sumOf(parts)).toBeCloseTo(2.5, 9)
  expect(marginalPer1000(window, idle, 500).total).toBeCloseTo(5, 9)
})

test('what a control plane does in a window is in the total, and in no cost of a page', () => {
  const busy = {
    ...window,
    controlPlaneUs: 0.06e6,
    units: [...window.units, { pod: 'istiod', role: 'control-plane' as const, us: 0.06e6 }],
  }
  const parts = marginalPer1000(busy, idle, 1000)
  expect(sumOf(parts)).toBeCloseTo(parts.total, 9)
  expect(parts.total).toBeCloseTo(marginalPer1000(window, idle, 1000).total, 9)
  // The host's busy time and that of all tasks stand: what the control plane had is no longer foreign.
  expect(parts.compared).toBeCloseTo(marginalPer1000(window, idle, 1000).compared, 9)
  expect(parts.controlPlane).toBeCloseTo(0.06, 9)
})

test('nothing is clamped: an arm that was busier idle than loaded shows a part below 0', () => {
  expect(marginalPer1000(window, { ...idle, agentUs: 0.1e6 }, 1000).agent).toBeCloseTo(-0.4, 9)
})

describe('where the time of all tasks was not measured', () => {
  const unread = { notMeasured: 'no cpuacct controller' }
  const parts = marginalPer1000({ ...window, allTasksUs: unread }, { ...idle, allTasksUs: unread }, 1000)

  test('foreign tasks and interrupts are lacking together, and their sum still closes the account', () => {
    expect(parts.foreign).toEqual(unread)
    expect(parts.interruptsInIdle).toEqual(unread)
    expect(sumOf(parts)).toBeCloseTo(parts.total, 9)
  })

  test('in one of the two windows only, the split is lacking just as well', () => {
    expect(marginalPer1000(window, { ...idle, allTasksUs: unread }, 1000).foreign).toEqual(unread)
  })
})

test('what arms are compared by is without the load generator', () => {
  const busier = {
    ...window,
    clientUs: window.clientUs + 0.2e6,
    idleUs: window.idleUs - 0.2e6,
    allTasksUs: 2.8e6,
  }
  expect(marginalPer1000(busier, idle, 1000).client).toBeCloseTo(0.7, 9)
  expect(marginalPer1000(busier, idle, 1000).compared).toBeCloseTo(
    marginalPer1000(window, idle, 1000).compared,
    9,
  )
})

test('what is compared is the median of the sums of rounds, not the sum of the medians of parts', () => {
  // Each round is dear in another part: every median of a part is the cheap one, and no round was that cheap.
  const rounds = (['appUs', 'proxyUs', 'agentUs'] as const).map((part) =>
    marginalPer1000(
      { ...window, [part]: window[part] + 0.3e6, idleUs: window.idleUs - 0.3e6, allTasksUs: 2.9e6 },
      idle,
      1000,
    ),
  )
  const parts = medianParts(rounds)
  expect(parts.compared).toBeCloseTo(rounds[0]!.compared, 9)
  expect(parts.compared - marginalPer1000(window, idle, 1000).compared).toBeCloseTo(0.3, 9)
  expect(parts.app).toBeCloseTo(marginalPer1000(window, idle, 1000).app, 9)
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
