import { expect, test } from 'vitest'
import { iterationsPerMicrosecond, doCpuWork } from './cpu-work.ts'

test('the work is the same each time and differs with the number of iterations', () => {
  expect(doCpuWork(1000)).toBe(doCpuWork(1000))
  expect(doCpuWork(1000)).not.toBe(doCpuWork(1001))
})

test('ten times the iterations cost about ten times the CPU', () => {
  const iterations = Math.round(iterationsPerMicrosecond() * 2000)
  const cost = (count: number) =>
    Math.min(
      ...Array.from({ length: 5 }, () => {
        const before = process.cpuUsage()
        doCpuWork(count)
        // The sum of user and system time is exact. Its split is estimated from ticks, and in 2 ms there may be no tick.
        const { user, system } = process.cpuUsage(before)
        return user + system
      }),
    )
  const ratio = cost(iterations * 10) / cost(iterations)
  expect(ratio).toBeGreaterThan(6)
  expect(ratio).toBeLessThan(15)
})
