import { expect, test } from 'vitest'
import { settle } from './settle.ts'

/** CPU time so far of servers that are busy for a while and then rest at the idle rate, in µs a second. */
function servers(busyMs: number, idleRate: number) {
  const began = performance.now()
  return () => {
    const passedMs = performance.now() - began
    return Math.min(passedMs, busyMs) * 900 + (Math.max(0, passedMs - busyMs) * idleRate) / 1000
  }
}

test('it waits as long as the servers are busy, and a whole calm window more', async () => {
  const began = performance.now()
  await settle(servers(300, 100_000), 100_000)
  expect(performance.now() - began).toBeGreaterThan(600)
})

test('servers that are calm already are watched for one window', async () => {
  const began = performance.now()
  await settle(servers(0, 100_000), 100_000)
  expect(performance.now() - began).toBeGreaterThanOrEqual(400)
})
