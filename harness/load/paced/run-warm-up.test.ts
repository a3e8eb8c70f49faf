import { expect, test } from 'vitest'
import type { WarmUpSpec } from '../../arm/arm.ts'
import { startLoopbackServer } from '../testing/loopback-server.ts'
import { runWarmUp } from './run-warm-up.ts'

const warmUp = (port: number, change: Partial<WarmUpSpec> = {}) =>
  runWarmUp({
    driver: 'warm-up',
    page: [{ call: '127.0.0.1', requestBytes: 0 }],
    port,
    connection: 'keep-alive',
    pages: 100,
    ...change,
  })

test('a warm-up sends the planned pages, no more, to a fast arm and to a slow one', async () => {
  for (const heldMs of [0, 5]) {
    await using server = await startLoopbackServer(() => (heldMs > 0 ? { answerAfterMs: heldMs } : 'answer'))
    expect(await warmUp(server.port)).toEqual({ completed: 100, errors: {} })
    expect(server.requests).toHaveLength(100)
    expect(server.connections).toBeLessThanOrEqual(8)
  }
})

test('where a load opens a connection for each call, so does its warm-up', async () => {
  await using server = await startLoopbackServer()
  await warmUp(server.port, { connection: 'per-request', pages: 20 })
  expect(server.connections).toBe(20)
})

test('a page that fails does not end a warm-up; an arm that answers no page does', async () => {
  await using once = await startLoopbackServer((request) => (request === 2 ? 'answer 503' : 'answer'))
  expect(await warmUp(once.port)).toEqual({ completed: 99, errors: { 'HTTP 503': 1 } })
  await using always = await startLoopbackServer(() => 'answer 503')
  await expect(warmUp(always.port)).rejects.toThrow('pages of the first warm-up failed: 8 × HTTP 503')
  expect(always.requests.length).toBeLessThan(20)
})
