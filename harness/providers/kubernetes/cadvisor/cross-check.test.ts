import { expect, test } from 'vitest'
import { renderExpected } from '../../../results/render-evidence.ts'
import { compareCpu, openCpuCrossCheck, type CgroupReading } from './cross-check.ts'
import { APP, recordedWindow } from './testing/recorded-window.ts'
import { counterKey, updatesSince } from './updates.ts'

const updates = () => {
  const { beganMs, polls } = recordedWindow()
  return updatesSince(beganMs, polls).get(counterKey(APP)) ?? []
}
/** Readings of a control group every half second while it used `cores`. */
function readings(cores: number): CgroupReading[] {
  const { beganMs, endedMs } = recordedWindow()
  return Array.from({ length: (endedMs - beganMs) / 500 + 2 }, (_, index) => ({
    atMs: beganMs + index * 500,
    cpuSeconds: 1000 + index * 0.5 * cores,
  }))
}
/** What cAdvisor recorded, in cores. */
const recordedCores = () => {
  const [first, last] = [updates()[0]!, updates().at(-1)!]
  return ((last.cpuSeconds - first.cpuSeconds) * 1000) / (last.atMs - first.atMs)
}

test('two sources that agree hold, over their common span', () => {
  const proof = compareCpu(APP, updates(), readings(recordedCores() * 1.05))
  expect(proof).toMatchObject({ where: 'orders/app', holds: true })
  expect('expected' in proof && renderExpected(proof.expected)).toMatch(
    /^2\d\.\d{3} s over \d\d\.\d s by the control group, within 10 %$/,
  )
})

test('two sources that differ by more than a tenth do not hold', () => {
  expect(compareCpu(APP, updates(), readings(recordedCores() * 1.2))).toMatchObject({ holds: false })
  expect(compareCpu(APP, updates(), readings(recordedCores() * 0.8))).toMatchObject({ holds: false })
})

test('updates outside of the readings are not compared, and one update is too few', () => {
  const [first, second] = [updates()[0]!, updates()[1]!]
  const few = readings(0.3).filter(({ atMs }) => atMs > first.atMs && atMs < second.atMs + 1000)
  expect(compareCpu(APP, updates(), few)).toEqual({
    notMeasured: 'cAdvisor updated app 1 times; two are needed',
  })
})

test('a control group that was removed is reported, not thrown', async () => {
  const { answers } = recordedWindow()
  const check = openCpuCrossCheck({
    container: APP,
    readText: () => Promise.resolve(answers[0]!.text),
    cgroupCpuUs: () => {
      throw new Error('no such control group')
    },
  })
  expect(await check.close()).toEqual({
    notMeasured: 'cAdvisor updated app 0 times; two are needed; no such control group',
  })
})
