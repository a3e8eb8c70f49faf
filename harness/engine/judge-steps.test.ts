import { expect, test } from 'vitest'
import type { SaturationStep } from '../results/record.ts'
import { judgeSteps } from './judge-steps.ts'

const step = (
  connections: number,
  pagesPerSecond: number,
  more: Partial<SaturationStep> = {},
): SaturationStep => ({
  ...{ connections, pagesPerSecond, completed: pagesPerSecond, errors: 0 },
  ...{ hostBusyShare: 0.8, clientCoreShare: 0.3, ...more },
})

test('goes on while more connections carry more pages', () => {
  expect(judgeSteps([step(16, 1000)])).toEqual({ connections: 16, endedBy: null })
  expect(judgeSteps([step(16, 1000), step(32, 1100)])).toEqual({ connections: 32, endedBy: null })
})

test('ends where two steps neither carry more nor fill more of the host: one alone may be a bad window', () => {
  const steps = [step(16, 1000), step(32, 1100), step(64, 1120)]
  expect(judgeSteps(steps)).toEqual({ connections: 32, endedBy: null })
  expect(judgeSteps([...steps, step(128, 1500)])).toEqual({ connections: 128, endedBy: null })
  expect(judgeSteps([...steps, step(128, 1150)])).toEqual({ connections: 32, endedBy: 'stopped rising' })
})

test('goes on while the host fills up, though a short window carried a little less', () => {
  const steps = [step(16, 1000), step(32, 900, { hostBusyShare: 0.88 })]
  expect(judgeSteps(steps)).toEqual({ connections: 32, endedBy: null })
  expect(judgeSteps([...steps, step(64, 1010, { hostBusyShare: 0.885 })])).toEqual({
    connections: 32,
    endedBy: null,
  })
})

test('ends where the host is full', () => {
  expect(judgeSteps([step(16, 1000, { hostBusyShare: 0.96 })])).toEqual({
    connections: 16,
    endedBy: 'host busy',
  })
  expect(judgeSteps([step(16, 1000), step(32, 1010, { hostBusyShare: 0.97 })])).toEqual({
    connections: 32,
    endedBy: 'host busy',
  })
})

test('a full host that carries far less than before has too many connections', () => {
  const full = { hostBusyShare: 0.99 }
  expect(judgeSteps([step(16, 1000), step(32, 600, full), step(64, 500, full)])).toEqual({
    connections: 16,
    endedBy: 'stopped rising',
  })
})

test('ends where the one thread of the client is full', () => {
  expect(judgeSteps([step(16, 1000, { clientCoreShare: 0.95 })])).toEqual({
    connections: 16,
    endedBy: 'client busy',
  })
})

test('a step with errors ends the search with the best before it, and does not count by itself', () => {
  expect(judgeSteps([step(16, 1000), step(32, 5000, { errors: 3 })])).toEqual({
    connections: 16,
    endedBy: 'errors',
  })
  expect(judgeSteps([step(16, 1000, { errors: 3 })])).toBeNull()
  expect(judgeSteps([])).toBeNull()
})

test('where CPU cannot be read, throughput alone decides', () => {
  const unread = {
    hostBusyShare: { notMeasured: 'no metrics' },
    clientCoreShare: { notMeasured: 'no metrics' },
  }
  expect(judgeSteps([step(16, 1000, unread), step(32, 1020, unread), step(64, 1010, unread)])).toEqual({
    connections: 16,
    endedBy: 'stopped rising',
  })
})
