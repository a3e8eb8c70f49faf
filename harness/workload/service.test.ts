import { expect, test } from 'vitest'
import { startLoopbackServer } from '../load/testing/loopback-server.ts'
import { startServiceProgram } from './testing/service-program.ts'

const call = (port: number, requestBytes = 0) => ({ host: '127.0.0.1', port, requestBytes })

test('a service answers with so many bytes and counts requests by caller and connections', async () => {
  await using service = await startServiceProgram({ responseBytes: 700 })
  const answer = await service.ask({ 'x-hopbench-caller': 'client' })
  expect(answer).toEqual({ status: 200, body: 'x'.repeat(700) })
  await service.ask({ 'x-hopbench-caller': 'client' }, 'y'.repeat(200_000))
  await service.ask()
  expect(await service.stats()).toEqual({
    requests: { byCaller: { client: 2, unknown: 1 } },
    connectionsAccepted: 3,
    upstreamErrors: {},
    cpuIterationsDone: 0,
  })
})

test('trace headers reach the services called, with the name of the caller; other headers do not', async () => {
  await using upstream = await startLoopbackServer()
  await using service = await startServiceProgram({ steps: [call(upstream.port)] })
  const trace = {
    'x-request-id': '1f0b3c1e-0000-4000-8000-000000000001',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    tracestate: 'a=b',
    b3: '0',
    'x-b3-traceid': '0af7651916cd43dd',
    'x-b3-spanid': 'b7ad6b7169203331',
    'x-b3-parentspanid': '00f067aa0ba902b7',
    'x-b3-sampled': '1',
    'x-b3-flags': '1',
  }
  await service.ask({ ...trace, 'x-hopbench-caller': 'client', cookie: 'secret' })
  const [seen] = upstream.requests
  expect(seen).toMatchObject({
    method: 'GET',
    headers: { ...trace, 'x-hopbench-caller': 'orders', host: `127.0.0.1:${upstream.port}` },
  })
  expect(seen?.headers).not.toHaveProperty('cookie')
})

test('steps are done in order, parallel calls at once, and a call with a body is a POST', async () => {
  await using upstream = await startLoopbackServer(() => ({ answerAfterMs: 30 }))
  await using serial = await startServiceProgram({
    steps: [call(upstream.port, 5000), { cpuIterations: 1234 }, call(upstream.port)],
  })
  expect((await serial.ask()).status).toBe(200)
  expect(upstream.mostAtOnce).toBe(1)
  expect(upstream.connections).toBe(1)
  expect(upstream.requests.map(({ method, bodyBytes }) => [method, bodyBytes])).toEqual([
    ['POST', 5000],
    ['GET', 0],
  ])
  expect((await serial.stats()).cpuIterationsDone).toBe(1234)

  await using parallel = await startServiceProgram({
    steps: [{ parallel: [call(upstream.port), call(upstream.port), call(upstream.port)] }],
  })
  await parallel.ask()
  expect(upstream.mostAtOnce).toBe(3)
})

test('calls reuse connections until told to close the idle ones', async () => {
  await using upstream = await startLoopbackServer()
  await using service = await startServiceProgram({ steps: [call(upstream.port)] })
  for (let page = 0; page < 5; page++) await service.ask()
  expect(upstream.connections).toBe(1)
  expect(await service.command('/close-idle')).toEqual({ closed: 1 })
  for (let page = 0; page < 5; page++) await service.ask()
  expect(upstream.connections).toBe(2)
})

test.each([
  { wrong: 'answer 503', reason: 'HTTP 503' },
  { wrong: 'reset', reason: 'ECONNRESET' },
  { wrong: 'close without answer', reason: 'ECONNRESET' },
  { wrong: 'hang', reason: 'timeout' },
] as const)('an upstream that should $wrong makes a 502 that says so, and is counted', async (wish) => {
  await using upstream = await startLoopbackServer(() => wish.wrong)
  await using service = await startServiceProgram({ steps: [call(upstream.port)] })
  const reason = `127.0.0.1:${upstream.port}: ${wish.reason}`
  expect(await service.ask()).toEqual({ status: 502, body: `${reason}\n` })
  expect((await service.stats()).upstreamErrors).toEqual({ [reason]: 1 })
})

test('parallel calls that fail are one 502, counted each, and the service lives on', async () => {
  await using upstream = await startLoopbackServer((request) => (request < 3 ? 'reset' : 'answer'))
  await using service = await startServiceProgram({
    steps: [{ parallel: [call(upstream.port), call(upstream.port), call(upstream.port)] }],
  })
  expect((await service.ask()).status).toBe(502)
  expect((await service.ask()).status).toBe(200)
  expect(Object.values((await service.stats()).upstreamErrors)).toEqual([3])
})

test('SIGTERM ends a service at once, with a request under way', async () => {
  await using upstream = await startLoopbackServer(() => 'hang')
  await using service = await startServiceProgram({ steps: [call(upstream.port)], upstreamTimeoutMs: 60_000 })
  const asked = service.ask().catch((error: unknown) => error)
  await expect.poll(() => upstream.requests.length, { timeout: 10_000 }).toBe(1)
  expect(await service.terminate()).toBe('exit 0')
  expect(await asked).toBeInstanceOf(Error)
})
