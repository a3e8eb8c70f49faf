import { expect, test } from 'vitest'
import type { Arm, PacedSpec } from '../arm/arm.ts'
import type { HopClock } from '../arm/hop-clock.ts'
import { priceUnder } from './price-clock.ts'
import { fakeArm } from './testing/fake-arm.ts'

const spec = { warmUpMs: 0, measureMs: 100 } as PacedSpec
const once = { runs: 1, ns: 1000 }
const times = { hop_egress: once, hop_ingress: once, hop_connect4: once }

/** What is told of a window whose load is `runPaced`, and what was done to the clock and the arm. */
async function priced(runPaced: Arm['runPaced'] | null, signal = new AbortController().signal) {
  const done: string[] = []
  const clock = {
    startTiming() {
      done.push('timed')
      return Promise.resolve(() => {
        done.push('untimed')
        return Promise.resolve(times)
      })
    },
  } as unknown as HopClock
  const arm = fakeArm(
    { name: 'mesh', datapath: 'mesh', fillerServices: 0, policyRules: 0 },
    { notMeasured: 'a fake has none' },
    {
      ...(runPaced && { runPaced }),
      freeze() {
        done.push('frozen')
        return Promise.resolve()
      },
    },
  )
  return { reading: await priceUnder(arm, spec, clock, signal), done }
}

test('a window is timed between its edges', async () => {
  expect(await priced(null)).toEqual({
    reading: { pages: 100, programs: times },
    done: ['timed', 'untimed', 'frozen'],
  })
})

test('programs are not left timed by a window that fails', async () => {
  const { reading, done } = await priced(async (_, edges) => {
    await edges.began()
    throw new Error('the client died')
  })
  expect(reading).toEqual({ notMeasured: 'the client died' })
  expect(done).toEqual(['timed', 'untimed', 'frozen'])
})

test('an interrupt ends a window whose client is stuck', async () => {
  const controller = new AbortController()
  const { reading, done } = await priced(async (_, edges) => {
    await edges.began()
    controller.abort(new Error('interrupted'))
    return new Promise(() => undefined)
  }, controller.signal)
  expect(reading).toEqual({ notMeasured: 'interrupted' })
  expect(done).toEqual(['timed', 'untimed', 'frozen'])
})
