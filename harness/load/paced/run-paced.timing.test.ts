import { expect, test } from 'vitest'
import { startLoopbackServer, type Arrival, type Behaviour } from '../testing/loopback-server.ts'
import { pacedLoad, type PacedLoad } from '../testing/paced-load.ts'
import { quantileSorted } from '../../numbers/quantile.ts'
import { readMark } from '../../workload/page-mark.ts'

const pageOf = (url: string): number => readMark(url)!.page

/** Every fifth page goes wrong: of the measured ones, whose numbers follow on each other, a fifth, in whatever order they arrive. */
const sometimes =
  (wrong: Behaviour) =>
  (_: number, { url }: Arrival) =>
    pageOf(url) % 5 === 4 ? wrong : 'answer'

const sum = (counts: Record<string, number>) =>
  Object.values(counts).reduce((total, count) => total + count, 0)

test.each([
  { wrong: 'answer 503', column: 'failed', error: 'HTTP 503' },
  { wrong: 'answer nonsense', column: 'failed', error: 'not HTTP' },
  { wrong: 'hang', column: 'timedOut', error: 'timed out waiting for the answer' },
] as const)('pages meeting a server that should $wrong are $column', async ({ wrong, column, error }) => {
  await using server = await startLoopbackServer(sometimes(wrong))
  const { ledger, latency } = (await pacedLoad(server.port, { timeoutMs: 2000 })).result
  expect(ledger.offered).toBe(100)
  expect(ledger.completed + ledger.failed + ledger.timedOut + ledger.notSent).toBe(ledger.offered)
  expect(ledger[column]).toBe(20)
  expect(ledger.errors).toEqual({ [error]: 20 })
  expect(latency?.sampleCount).toBe(ledger.completed)
})

test.each([
  { wrong: 'close without answer', error: 'closed before the answer' },
  { wrong: 'reset', error: 'ECONNRESET' },
] as const)('pages on fresh connections meeting a server that should $wrong have failed', async (wish) => {
  await using server = await startLoopbackServer(sometimes(wish.wrong))
  const { ledger } = (await pacedLoad(server.port, { connection: 'per-request' })).result
  expect(ledger).toMatchObject({ offered: 100, completed: 80, failed: 20, timedOut: 0, notSent: 0 })
  expect(ledger.errors).toEqual({ [wish.error]: 20 })
})

test('a server that closes reused connections instead of answering is asked once more, and that is counted', async () => {
  const closed = new Set<number>()
  await using server = await startLoopbackServer((_, { url, isReused }) => {
    const page = pageOf(url)
    if (page % 5 !== 4 || !isReused) return 'answer'
    closed.add(page)
    return 'reset'
  })
  const { result, pages } = await pacedLoad(server.port)
  expect(result.ledger).toMatchObject({ offered: 100, completed: 100, errors: {} })
  expect(result.resent).toBeGreaterThan(0)
  expect(result.resent).toBe(pages.filter(({ number }) => closed.has(number)).length)
})

test('connections closed by the server after each answer are replaced and are no errors', async () => {
  await using server = await startLoopbackServer(() => 'answer, then close')
  const { ledger } = (await pacedLoad(server.port)).result
  expect(ledger).toMatchObject({ offered: 100, completed: 100 })
  expect(server.connections).toBeGreaterThan(100)
})

test('an answer that ends with its connection is complete', async () => {
  await using server = await startLoopbackServer(() => 'answer without length, then close')
  expect((await pacedLoad(server.port)).result.ledger).toMatchObject({ offered: 100, completed: 100 })
})

test('nobody listening: every page has failed with the reason, and there is no latency', async () => {
  await using server = await startLoopbackServer()
  const { port } = server
  await server[Symbol.asyncDispose]()
  const { ledger, latency } = (await pacedLoad(port)).result
  expect(ledger).toMatchObject({ offered: 100, failed: 100, errors: { ECONNREFUSED: 100 } })
  expect(latency).toBeNull()
})

/** The most pages that were under way at once, as the client saw it. */
const mostUnderWay = (pages: PacedLoad['pages']): number =>
  Math.max(
    ...pages.map(
      ({ released }) => pages.filter((page) => page.released <= released && page.done >= released).length,
    ),
  )

test('keep-alive pages open a connection only where every other one carries a page', async () => {
  await using server = await startLoopbackServer()
  const { pages } = await pacedLoad(server.port, { warmUpMs: 0 })
  expect(pages).toHaveLength(100)
  // On a busy machine several pages are released at once. Pages that were due after the window are in no account.
  const others = server.requests.length - pages.length
  expect(server.connections).toBeLessThanOrEqual(mostUnderWay(pages) + others)
})

test('per-request pages open a connection for each call, and its time is told apart but is in the service time', async () => {
  await using server = await startLoopbackServer()
  const { result, pages } = await pacedLoad(server.port, { connection: 'per-request' })
  expect(server.connections).toBe(server.requests.length)
  expect(result.latency?.connectUs?.p50).toBeLessThan(result.latency?.serviceUs.p50 ?? 0)
  for (const page of pages) expect(page.written).toBeGreaterThanOrEqual(page.released)
})

test('the delay a server adds comes back', async () => {
  await using server = await startLoopbackServer((request) =>
    request % 2 === 0 ? 'answer' : { answerAfterMs: 25 },
  )
  const { pages } = await pacedLoad(server.port)
  const serviceMs = pages.map((page) => (page.done - page.written) / 1e6).sort((a, b) => a - b)
  const added = quantileSorted(serviceMs, 0.75) - quantileSorted(serviceMs, 0.25)
  // Compare how long the server held each request with the latency that the client saw.
  const heldMs = server.requests.map((request) => request.heldMs).sort((a, b) => a - b)
  const held = quantileSorted(heldMs, 0.75) - quantileSorted(heldMs, 0.25)
  expect(Math.abs(added - held)).toBeLessThan(held / 5)
})

test('while the server stalls, pages go out on time and the stall is charged to each (no coordinated omission)', async () => {
  const [before, held] = [40, 60]
  const stall = Promise.withResolvers<undefined>()
  await using server = await startLoopbackServer((request) => {
    if (request === before + held - 1) stall.resolve(undefined)
    return request < before ? 'answer' : { answerOnce: stall.promise }
  })
  // The schedule releases pages, not the answers: the stall ends when so many have come that nobody has answered.
  const { result, pages } = await pacedLoad(server.port)
  expect(result.ledger).toMatchObject({ offered: 100, completed: 100 })
  // A closed loop would have seen the stall once; here half of the pages of its 300 ms waited for at least half of it.
  const late = pages.filter((page) => page.done - page.due > (held / 2) * 5e6)
  expect(late.length).toBeGreaterThan(held / 3)
})

test('calls of a page are made in order', async () => {
  const call = { call: '127.0.0.1', requestBytes: 0 }
  await using server = await startLoopbackServer(() => ({ answerAfterMs: 20 }))
  await pacedLoad(server.port, { pagesPerSecond: 5, warmUpMs: 0, measureMs: 400, page: [call, call, call] })
  const ofPages = Map.groupBy(server.requests, ({ url }) => pageOf(url))
  expect(ofPages.size).toBeGreaterThanOrEqual(2)
  for (const calls of ofPages.values()) {
    expect(calls.map(({ url }) => readMark(url)!.path)).toEqual(['1', '2', '3'])
    for (const [at, { arrivedMs, heldMs }] of calls.slice(0, -1).entries())
      expect(calls[at + 1]!.arrivedMs).toBeGreaterThanOrEqual(arrivedMs + heldMs)
  }
})

test('calls of a parallel step are made at once', async () => {
  const call = { call: '127.0.0.1', requestBytes: 0 }
  /** By page: settled when both calls of its parallel step have arrived. */
  const both = new Map<number, { arrived: number; answer: PromiseWithResolvers<undefined> }>()
  await using server = await startLoopbackServer((_, { url }) => {
    const { page, path } = readMark(url)!
    if (path === '1') return 'answer'
    const step = both.get(page) ?? { arrived: 0, answer: Promise.withResolvers<undefined>() }
    both.set(page, step)
    if (++step.arrived === 2) step.answer.resolve(undefined)
    return { answerOnce: step.answer.promise }
  })
  const { ledger } = (
    await pacedLoad(server.port, { pagesPerSecond: 20, page: [call, { parallel: [call, call] }] })
  ).result
  expect(ledger).toMatchObject({ offered: 10, completed: 10 })
})

test('one failed call fails its page, once', async () => {
  const call = { call: '127.0.0.1', requestBytes: 0 }
  await using server = await startLoopbackServer((_, { url }) =>
    readMark(url)!.path === '2' ? 'answer 503' : 'hang',
  )
  const page = [{ parallel: [call, call, call] }]
  const { ledger } = (await pacedLoad(server.port, { page, pagesPerSecond: 20, warmUpMs: 0 })).result
  expect(ledger).toMatchObject({ offered: 10, completed: 0, failed: 10, errors: { 'HTTP 503': 10 } })
})

test('requests carry the name called, the caller and an id of their own; bodies make them POST', async () => {
  await using server = await startLoopbackServer()
  await pacedLoad(server.port, { page: [{ call: 'localhost', requestBytes: 1000 }], pagesPerSecond: 50 })
  const ids = new Set(server.requests.map(({ headers }) => headers['x-request-id']))
  expect(ids.size).toBe(server.requests.length)
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(server.requests[0]).toMatchObject({
    method: 'POST',
    bodyBytes: 1000,
    headers: { host: `localhost:${server.port}`, 'x-hopbench-caller': 'client' },
  })
})

test('a client that stood still says which pages it did not send', async () => {
  await using server = await startLoopbackServer()
  const standStill = setTimeout(() => {
    const until = performance.now() + 300
    while (performance.now() < until);
  }, 300)
  const { ledger } = (await pacedLoad(server.port, { timeoutMs: 150 })).result
  clearTimeout(standStill)
  expect(ledger.notSent).toBeGreaterThan(10)
  expect(ledger.completed + ledger.failed + ledger.timedOut + ledger.notSent).toBe(100)
  expect(sum(ledger.errors)).toBe(100 - ledger.completed)
})

test('the raw file has the completed pages and gives the percentiles of the summary', async () => {
  await using server = await startLoopbackServer()
  const { result, pages } = await pacedLoad(server.port)
  const latency = result.latency!
  expect(pages).toHaveLength(latency.sampleCount)
  for (const [clock, from, to] of [
    ['serviceUs', 'written', 'done'],
    ['responseUs', 'released', 'done'],
    ['fromDueUs', 'due', 'done'],
    ['lagUs', 'due', 'released'],
  ] as const) {
    const us = pages.map((page) => (page[to] - page[from]) / 1000).sort((a, b) => a - b)
    expect(latency[clock]).toEqual({
      p50: quantileSorted(us, 0.5),
      p90: quantileSorted(us, 0.9),
      p99: null,
      max: us.at(-1),
    })
  }
})

test('each page has a number of its own, which its requests and the raw file tell; its calls are numbered in order', async () => {
  const call = { call: '127.0.0.1', requestBytes: 0 }
  await using server = await startLoopbackServer()
  const page = [call, { parallel: [{ ...call, requestBytes: 100 }, call] }]
  const { pages } = await pacedLoad(server.port, { page, pagesPerSecond: 100 })
  const calls = new Map<number, string[]>()
  for (const { url } of server.requests) {
    const mark = readMark(url)!
    calls.set(mark.page, [...(calls.get(mark.page) ?? []), mark.path])
  }
  for (const paths of calls.values()) expect(paths.toSorted()).toEqual(['1', '2', '3'])
  const numbers = pages.map(({ number }) => number)
  expect(numbers).toHaveLength(50)
  // The warm-up took the ten numbers before; pages that were due after the window have the numbers after.
  expect(new Set(numbers)).toEqual(new Set([...calls.keys()].toSorted((a, b) => a - b).slice(10, 60)))
  const posts = server.requests
    .filter(({ method }) => method === 'POST')
    .map(({ url }) => readMark(url)!.path)
  expect(new Set(posts)).toEqual(new Set(['2']))
})
