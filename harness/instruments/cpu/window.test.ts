import { expect, test } from 'vitest'
import { closeAccount } from '../../results/cpu-account.ts'
import { cpuWindowSchema } from '../../results/record.ts'
import { fieldOf } from './cgroup.ts'
import { subtract, type Edge } from './window.ts'

const SECOND = 1_000_000

/** An edge at which every counter has a different value, so that a test notices when two are mixed up. */
function edge(change: { host?: Partial<Edge['host']> } & Partial<Omit<Edge, 'host'>> = {}): Edge {
  return {
    host: {
      atUs: 7 * SECOND,
      cores: 2,
      idleUs: 100 * SECOND,
      stealUs: 10_000,
      contextSwitches: 5000,
      softirqs: { NET_RX: 40, TIMER: 9 },
      pressureSomeUs: 300,
      allTasksUs: 50 * SECOND,
      ...change.host,
    },
    harnessUs: change.harnessUs ?? 900,
    units: change.units ?? [
      { pod: 'client', role: 'client', cpuUs: 100 },
      { pod: 'orders', role: 'app', cpuUs: 200 },
      { pod: 'orders', role: 'proxy', cpuUs: 300 },
      { pod: 'node', role: 'agent', cpuUs: 10 },
      { pod: 'node', role: 'agent', cpuUs: 20 },
      { pod: 'istiod', role: 'control-plane', cpuUs: 40 },
    ],
    otherArmsUs: change.otherArmsUs ?? 1000,
    throttledPeriods: change.throttledPeriods ?? 3,
  }
}

const AFTER = edge({
  host: {
    atUs: 12 * SECOND,
    idleUs: 107 * SECOND,
    stealUs: 30_000,
    contextSwitches: 9000,
    softirqs: { NET_RX: 140, TIMER: 10, SCHED: 2 },
    pressureSomeUs: 800,
    allTasksUs: 52.9 * SECOND,
  },
  harnessUs: 900 + 50_000,
  units: [
    { pod: 'client', role: 'client', cpuUs: 100 + 300_000 },
    { pod: 'orders', role: 'app', cpuUs: 200 + 700_000 },
    { pod: 'orders', role: 'proxy', cpuUs: 300 + 900_000 },
    { pod: 'node', role: 'agent', cpuUs: 10 + 1000 },
    { pod: 'node', role: 'agent', cpuUs: 20 + 2000 },
    { pod: 'istiod', role: 'control-plane', cpuUs: 40 + 5000 },
  ],
  otherArmsUs: 1000 + 400,
  throttledPeriods: 5,
})

test('a window is the difference of its edges, by role and by unit', () => {
  const window = subtract(edge(), AFTER)
  expect(cpuWindowSchema.parse(window)).toEqual({
    wallUs: 5 * SECOND,
    cores: 2,
    idleUs: 7 * SECOND,
    stealUs: 20_000,
    allTasksUs: expect.closeTo(2.9 * SECOND) as unknown,
    clientUs: 300_000,
    appUs: 700_000,
    proxyUs: 900_000,
    agentUs: 3000,
    controlPlaneUs: 5000,
    harnessUs: 50_000,
    otherArmsUs: 400,
    units: [
      { pod: 'client', role: 'client', us: 300_000 },
      { pod: 'orders', role: 'app', us: 700_000 },
      { pod: 'orders', role: 'proxy', us: 900_000 },
      { pod: 'node', role: 'agent', us: 3000 },
      { pod: 'istiod', role: 'control-plane', us: 5000 },
    ],
    contextSwitches: 4000,
    softirqs: { NET_RX: 100, TIMER: 1, SCHED: 2 },
    throttledPeriods: 2,
    pressureSomeUs: 500,
  })
})

test('the parts add up to the busy time of the host', () => {
  const account = closeAccount(subtract(edge(), AFTER))
  expect(account.busyUs).toBe(3 * SECOND)
  expect(account.oursUs).toBe(1_958_400)
  expect(account.restUs).toBe(account.busyUs - account.oursUs)
  expect(account.foreignUs).toBeCloseTo(2_900_000 - 1_958_400)
  expect(account.interruptsInIdleUs).toBeCloseTo(100_000)
})

test('a negative part stays negative', () => {
  const window = { ...subtract(edge(), AFTER), allTasksUs: 3_002_000 }
  expect(closeAccount(window).interruptsInIdleUs).toBe(-2000)
  expect(closeAccount({ ...window, allTasksUs: 1_950_000 }).foreignUs).toBe(-8400)
})

test('where the time of all tasks is unknown, the rest is one figure and its parts carry the reason', () => {
  const reason = { notMeasured: 'no cpuacct' }
  const account = closeAccount(subtract(edge({ host: { allTasksUs: reason } }), AFTER))
  expect(account).toEqual({
    busyUs: 3 * SECOND,
    oursUs: 1_958_400,
    restUs: 1_041_600,
    foreignUs: reason,
    interruptsInIdleUs: reason,
  })
})

test('a reading missing at one edge is missing in the window', () => {
  const reason = { notMeasured: 'gone' }
  expect(subtract(edge(), { ...AFTER, throttledPeriods: reason }).throttledPeriods).toEqual(reason)
  expect(subtract(edge({ throttledPeriods: reason }), AFTER).throttledPeriods).toEqual(reason)
})

test('a core that came or went makes the window unusable', () => {
  expect(() => subtract(edge(), edge({ host: { cores: 4 } }))).toThrow('from 2 to 4')
})

test('a field of cpu.stat is found by its whole name', () => {
  const cpuStat = 'usage_usec 55\nuser_usec 30\nsystem_usec 25\nnice_usec 0\n'
  expect(fieldOf(cpuStat, 'usage_usec')).toBe(55)
  expect(fieldOf(cpuStat, 'usage')).toBeNull()
  expect(fieldOf(cpuStat, 'nr_throttled')).toBeNull()
})
