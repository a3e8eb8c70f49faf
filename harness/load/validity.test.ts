import { expect, test } from 'vitest'
import type { CpuWindow, InvalidReason } from '../results/record.ts'
import { renderReason } from '../results/render-reason.ts'
import { judgeTrial, type TrialToJudge } from './validity.ts'

const percentiles = { p50: 500, p90: 900, p99: 1100, max: 2000 }
const quiet: TrialToJudge & { cpu: CpuWindow } = {
  ledger: { offered: 1000, completed: 1000, failed: 0, timedOut: 0, notSent: 0, errors: {} },
  offeredPerSecond: 200,
  achievedPerSecond: 200,
  retries: 0,
  latency: {
    sampleCount: 1000,
    serviceUs: percentiles,
    responseUs: percentiles,
    fromDueUs: percentiles,
    lagUs: percentiles,
    connectUs: null,
    rawFile: 'raw.f64',
  },
  cpu: {
    wallUs: 5_000_000,
    cores: 2,
    idleUs: 7_000_000,
    stealUs: 0,
    allTasksUs: { notMeasured: 'test' },
    clientUs: 400_000,
    appUs: 1_000_000,
    proxyUs: 1_000_000,
    agentUs: 0,
    controlPlaneUs: 0,
    harnessUs: 0,
    otherArmsUs: 0,
    units: [],
    contextSwitches: 0,
    softirqs: {},
    throttledPeriods: 0,
    pressureSomeUs: 0,
  },
}

/** Everything that is odd about a trial, whether it is excluded for that or not. */
const oddities = (trial: TrialToJudge): InvalidReason[] => {
  const { reasons, flags } = judgeTrial(trial)
  return [...reasons, ...flags]
}

test('a quiet trial is valid, and has no flag', () => {
  expect(judgeTrial(quiet)).toEqual({ reasons: [], flags: [] })
})

test.each<[string, Partial<TrialToJudge>, InvalidReason['rule'], RegExp]>([
  ['too little achieved', { achievedPerSecond: 197 }, 'rate not achieved', /achieved only 197 of 200\.0/],
  ['pages not sent', { ledger: { ...quiet.ledger, notSent: 1 } }, 'pages not sent', /1 pages were not sent/],
  [
    'other arms awake',
    { cpu: { ...quiet.cpu, otherArmsUs: 150_000 } },
    'other arms busy',
    /other arms used 1\.5 % of the host/,
  ],
  ['steal', { cpu: { ...quiet.cpu, stealUs: 600_000 } }, 'stolen', /^6 % of the host was stolen/],
])('%s excludes a trial, and only that', (_what, change, rule, pattern) => {
  const { reasons, flags } = judgeTrial({ ...quiet, ...change })
  expect(reasons).toMatchObject([{ rule }])
  expect(renderReason(reasons[0]!)).toMatch(pattern)
  expect(flags).toEqual([])
})

test.each<[string, Partial<TrialToJudge>, InvalidReason['rule'], RegExp]>([
  [
    'a late client',
    { latency: { ...quiet.latency!, lagUs: { ...percentiles, p99: 3100 } } },
    'client late',
    /late by 3\.1 ms/,
  ],
  [
    'failures',
    { ledger: { ...quiet.ledger, completed: 998, failed: 2, errors: { 'HTTP 503': 2 } } },
    'pages failed',
    /2 of 1000 pages failed: 2 × HTTP 503/,
  ],
  [
    'a busy client',
    { cpu: { ...quiet.cpu, clientUs: 3_100_000 } },
    'client busy',
    /client used 62 % of a core/,
  ],
  ['retries', { retries: 1 }, 'retries', /1 retries/],
  [
    'CPU limits that were asked of each container',
    { throttled: { 'app of orders': 38, 'istio-proxy of orders': 0, 'app of client': 41 } },
    'throttled',
    /^CPU limits stopped app of client, app of orders in 79 scheduling periods: /,
  ],
  [
    'CPU limits by the account of the machine',
    { cpu: { ...quiet.cpu, throttledPeriods: 3 } },
    'throttled',
    /^CPU limits stopped its containers in 3 scheduling periods/,
  ],
  [
    'a busy host',
    { cpu: { ...quiet.cpu, idleUs: 3_500_000 } },
    'saturated',
    /saturated: the host was 65 % busy/,
  ],
])('%s is flagged, and the trial counts: its arm may be the cause', (_what, change, rule, pattern) => {
  const { reasons, flags } = judgeTrial({ ...quiet, ...change })
  expect(flags).toMatchObject([{ rule }])
  expect(renderReason(flags[0]!)).toMatch(pattern)
  expect(reasons).toEqual([])
})

test('a page or two at the edges of a short window are no reason', () => {
  const ledger = { ...quiet.ledger, offered: 100, completed: 100 }
  expect(oddities({ ...quiet, ledger, offeredPerSecond: 50, achievedPerSecond: 49 })).toEqual([])
})

test('where more pages are under way, three or four may fall out at the edges, and not more', () => {
  const ledger = { ...quiet.ledger, offered: 120, completed: 120 }
  const missing = (pages: number, pagesUnderWay: number) =>
    judgeTrial({
      ...quiet,
      ledger,
      offeredPerSecond: 300,
      achievedPerSecond: 300 - pages / 0.4,
      pagesUnderWay,
    }).reasons.map(({ rule }) => rule)
  expect(missing(3, 1.3)).toEqual([])
  expect(missing(3, 0.3)).toEqual(['rate not achieved'])
  // An arm that is overloaded has many pages under way.
  expect(missing(5, 30)).toEqual(['rate not achieved'])
})

test('no page at all is a reason, without a division by zero', () => {
  const ledger = { ...quiet.ledger, offered: 0, completed: 0 }
  expect(
    oddities({ ...quiet, ledger, offeredPerSecond: 0, achievedPerSecond: 0, latency: null }),
  ).toMatchObject([{ rule: 'no page was due', figure: null }])
})

test('a trial whose CPU could not be read is judged by the rest', () => {
  const unread = { ...quiet, cpu: { notMeasured: 'the window was shorter than four updates of cAdvisor' } }
  expect(oddities(unread)).toEqual([])
  expect(oddities({ ...unread, retries: 2 })).toMatchObject([{ rule: 'retries', figure: 2 }])
})

test('steal that could not be read excludes nothing, and hides nothing else', () => {
  const cpu = { ...quiet.cpu, stealUs: { notMeasured: 'cAdvisor has no steal' } }
  expect(oddities({ ...quiet, cpu })).toEqual([])
  expect(oddities({ ...quiet, cpu: { ...cpu, idleUs: 3_500_000 } })).toHaveLength(1)
})

test('limits that stopped nothing, or of which nobody knows, break no rule', () => {
  const cpu = { ...quiet.cpu, throttledPeriods: { notMeasured: 'test' } }
  expect(oddities({ ...quiet, throttled: { 'istio-proxy of orders': 0 } })).toEqual([])
  expect(oddities({ ...quiet, cpu, throttled: { notMeasured: 'no shell in it' } })).toEqual([])
})

test('limits that stopped a container tell even where there is no CPU account', () => {
  const trial = { ...quiet, cpu: { notMeasured: 'short' }, throttled: { 'app of client': 1 } }
  expect(oddities(trial)).toHaveLength(1)
})
