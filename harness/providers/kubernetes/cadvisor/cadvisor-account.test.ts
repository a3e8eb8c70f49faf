import { afterEach, expect, test, vi } from 'vitest'
import { cpuWindowSchema } from '../../../results/record.ts'
import { cadvisorAccount } from './cadvisor-account.ts'
import { APP, NODE, PROXY, recordedWindow } from './testing/recorded-window.ts'

afterEach(() => vi.useRealTimers())

/** Answers at each moment as recorded at that moment. The test moves the clock. */
function replay(answer: (text: string) => string = (text) => text) {
  const { beganMs, endedMs, answers } = recordedWindow()
  vi.useFakeTimers({
    now: beganMs,
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'],
  })
  let requests = 0
  const account = cadvisorAccount({
    nodes: [NODE],
    readText: async () => {
      requests++
      const nearest = answers.toSorted((a, b) => distance(a) - distance(b))[0]
      return Promise.resolve(answer(nearest?.text ?? ''))
    },
    containers: () => [APP, PROXY],
    containersOf: () => [],
  })
  return { account, lengthMs: endedMs - beganMs, requests: () => requests }
}
const distance = ({ answeredMs }: { answeredMs: number }) => Math.abs(answeredMs - Date.now())

test('a window of five seconds is not measured, says which would be, and costs no request', async () => {
  const { account, requests } = replay()
  const window = await account.open([])
  await vi.advanceTimersByTimeAsync(5000)
  expect(await window.close()).toEqual({
    notMeasured: 'CPU from cAdvisor needs 4 of its updates, which come every 10-20 s (measure: 80s)',
  })
  await vi.advanceTimersByTimeAsync(60_000)
  expect(requests()).toBe(0)
})

test('a long window is polled to its end and measured', async () => {
  const { account, lengthMs, requests } = replay()
  const window = await account.open([])
  await vi.advanceTimersByTimeAsync(lengthMs)
  const reading = cpuWindowSchema.parse(await window.close())
  expect(reading.wallUs).toBe(lengthMs * 1000)
  expect(reading.appUs / recordedWindow().cgroupUs.app).toBeCloseTo(1, 1)
  const asked = requests()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(requests()).toBe(asked)
})

test('a request that fails costs an answer, not the window', async () => {
  let asked = 0
  const { account, lengthMs } = replay((text) => {
    if (asked++ === 6) throw new Error('connection refused')
    return text
  })
  const window = await account.open([])
  await vi.advanceTimersByTimeAsync(lengthMs)
  expect(cpuWindowSchema.safeParse(await window.close()).success).toBe(true)
})

test('a node that never answers is reported with its last error', async () => {
  const { account, lengthMs } = replay(() => {
    throw new Error('nodes "worker" is forbidden: cannot get resource "nodes/proxy"')
  })
  const window = await account.open([])
  await vi.advanceTimersByTimeAsync(lengthMs)
  const reading = await window.close()
  expect('notMeasured' in reading && reading.notMeasured).toMatch(
    /the node worker: no update.*requests to the node worker failed, the last one: nodes "worker" is forbidden/,
  )
})
