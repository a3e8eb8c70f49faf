import { expect, test } from 'vitest'
import { criticalSteps } from './critical-path.ts'
import type { JoinedCall } from './joined-page.ts'
import { gapsOf, lengthOf, totalOf } from './span.ts'

const span = (fromNs: number, toNs: number) => ({ fromNs, toNs })
const call = (path: string, fromNs: number, toNs: number): JoinedCall => ({
  node: { path, from: 'a', to: 'b', calls: [] },
  caller: span(fromNs, toNs),
  callee: span(fromNs, toNs),
  proxies: null,
  retransmitted: false,
  requestSentAgain: false,
  calls: [],
})

test('of calls at once the page waited for the one that ended last, and before it for the one before', () => {
  const calls = [call('1', 10, 20), call('2', 30, 90), call('3', 31, 60), call('4', 95, 96)]
  const steps = criticalSteps(span(0, 100), calls)
  expect(steps.calls.map(({ node }) => node.path)).toEqual(['1', '2', '4'])
  expect(steps.own).toEqual([span(0, 10), span(20, 30), span(90, 95), span(96, 100)])
})

test('a call that still ran when the awaited one began was not waited for: the program was writing', () => {
  const steps = criticalSteps(span(0, 100), [call('1', 10, 40), call('2', 15, 80)])
  expect(steps.calls.map(({ node }) => node.path)).toEqual(['2'])
  expect(steps.own).toEqual([span(0, 15), span(80, 100)])
})

test('own time and awaited calls are all of the span, without overlap', () => {
  const calls = [call('1', 0, 50), call('2', 0, 50), call('3', 50, 50), call('4', 50, 100)]
  const steps = criticalSteps(span(0, 100), calls)
  expect(totalOf(steps.own) + totalOf(steps.calls.map(({ caller }) => caller))).toBe(100)
})

test('gaps leave out the union of what is inside', () => {
  const inside = [span(30, 60), span(10, 20), span(40, 50), span(55, 70)]
  expect(gapsOf(span(0, 100), inside)).toEqual([span(0, 10), span(20, 30), span(70, 100)])
  expect(gapsOf(span(10, 70), [span(10, 70)])).toEqual([])
  expect(gapsOf(span(5, 9), []).map(lengthOf)).toEqual([4])
})
