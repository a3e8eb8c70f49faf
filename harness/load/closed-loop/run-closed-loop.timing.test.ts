import { expect, test } from 'vitest'
import { startLoopbackServer } from '../testing/loopback-server.ts'
import type { ClosedLoopSpec } from '../../arm/arm.ts'
import { runClosedLoop } from './run-closed-loop.ts'

const call = (name: string, requestBytes = 0) => ({ call: name, requestBytes })
const CONNECTIONS = 4

/** Runs a short closed loop and returns how many requests the server saw between the edges. */
async function closedLoop(
  server: Awaited<ReturnType<typeof startLoopbackServer>>,
  page: ClosedLoopSpec['page'],
) {
  const seenAtEdges: number[] = []
  const spec: ClosedLoopSpec = {
    driver: 'closed-loop',
    page,
    port: server.port,
    connections: CONNECTIONS,
    warmUpMs: 100,
    measureMs: 300,
  }
  const result = await runClosedLoop(spec, {
    announce: () => void seenAtEdges.push(server.requests.length),
    stopAfterWindow: () => Promise.resolve(),
  })
  return { result, seen: seenAtEdges[1]! - seenAtEdges[0]! }
}

test.each([
  { page: [call('127.0.0.1')], calls: 1, generator: 'autocannon' },
  { page: [call('127.0.0.1', 100), call('127.0.0.1')], calls: 2, generator: 'autocannon' },
  {
    page: [call('127.0.0.1'), { parallel: [call('localhost', 100), call('localhost')] }],
    calls: 3,
    generator: 'hopbench',
  },
])('pages of $calls calls are sent by $generator and counted as the server does', async (wish) => {
  await using server = await startLoopbackServer()
  const { result, seen } = await closedLoop(server, wish.page)
  expect(result).toMatchObject({ errors: 0, generator: wish.generator })
  expect(result.completed).toBeGreaterThan(0)
  expect(Math.abs(result.completed * wish.calls - seen)).toBeLessThanOrEqual(CONNECTIONS * wish.calls)
  for (const { headers } of server.requests) expect(headers['x-hopbench-caller']).toBe('client')
})

test.each([
  { wrong: 'answer 503', pages: [call('127.0.0.1')] },
  { wrong: 'reset', pages: [call('127.0.0.1')] },
  { wrong: 'close without answer', pages: [call('127.0.0.1')] },
  { wrong: 'answer 503', pages: [call('127.0.0.1'), call('localhost')] },
  { wrong: 'close without answer', pages: [call('127.0.0.1'), call('localhost')] },
] as const)('a server that should $wrong now and then shows as errors', async ({ wrong, pages }) => {
  await using server = await startLoopbackServer((request) => (request % 10 === 9 ? wrong : 'answer'))
  const { result } = await closedLoop(server, [...pages])
  expect(result.completed).toBeGreaterThan(0)
  expect(result.errors).toBeGreaterThan(0)
})

test('a server that answers nothing is an error, not a capacity of 0', async () => {
  await using server = await startLoopbackServer(() => 'hang')
  await expect(closedLoop(server, [call('127.0.0.1')])).rejects.toThrow(/not one page was answered/)
})
