import { expect, test } from 'vitest'
import { startLoopbackServer } from '../load/testing/loopback-server.ts'
import { firstMark, nextMark, ordinalOf, PAGE_NUMBERS, pageDigits, readMark } from './page-mark.ts'
import { startServiceProgram } from './testing/service-program.ts'

const call = (port: number, requestBytes = 0) => ({ host: '127.0.0.1', port, requestBytes })

test('a mark has fixed places, and each service puts the ordinal of its call behind', () => {
  const first = firstMark(pageDigits(0x00a0f0), ordinalOf(0))
  expect(first).toBe('/p00a0f01000000000')
  const second = nextMark(first, ordinalOf(11))
  expect(second).toBe('/p00a0f01c00000000')
  expect(readMark(second)).toEqual({ page: 0x00a0f0, path: '1c' })
  expect(readMark(firstMark(pageDigits(PAGE_NUMBERS - 1), 'z'))).toEqual({ page: 2 ** 24 - 1, path: 'z' })
})

test('a request without a mark goes on without one, and so does a call for which the mark has no room', () => {
  for (const path of [
    undefined,
    '',
    '/',
    '/p',
    '/products/of/a/shop',
    '/p00000110000000000',
    '/q000001100000000',
  ])
    expect(nextMark(path, '1')).toBe('/')
  expect(ordinalOf(34)).toBe('z')
  expect(ordinalOf(35)).toBeNull()
  expect(firstMark('000001', ordinalOf(35))).toBe('/')
  expect(nextMark('/p0000011000000000', ordinalOf(35))).toBe('/')
  expect(nextMark('/p000001123456789a', '1')).toBe('/')
})

test('what is no mark is not read as one', () => {
  for (const text of [
    '/',
    '/p0000010000000000',
    '/p00000g1000000000',
    '/p0000011010000000',
    '/p000001100000000',
    '/p00000110000000000',
    '/p000001 000000000',
  ])
    expect(readMark(text)).toBeNull()
})

test('a service numbers its calls over all steps, parallel ones too, and POST is marked like GET', async () => {
  await using upstream = await startLoopbackServer()
  const one = call(upstream.port)
  await using service = await startServiceProgram({
    steps: [one, { cpuIterations: 10 }, { parallel: [call(upstream.port, 300), one] }, one],
  })
  expect(await service.ask({}, undefined, '/p00001f1200000000')).toMatchObject({ status: 200 })
  const seen = () => upstream.requests.splice(0).map(({ method, url }) => `${method} ${url}`)
  const [first, ...others] = seen()
  expect(first).toBe('GET /p00001f1210000000')
  expect(others.pop()).toBe('GET /p00001f1240000000')
  expect(others.toSorted()).toEqual(['GET /p00001f1230000000', 'POST /p00001f1220000000'])

  await service.ask({}, 'a body', '/p0000203000000000')
  expect(upstream.requests.splice(0)[0]!.url).toBe('/p0000203100000000')
  await service.ask()
  expect(new Set(upstream.requests.map(({ url }) => url))).toEqual(new Set(['/']))
})

test('services count marked requests as they count all others', async () => {
  await using upstream = await startLoopbackServer()
  await using service = await startServiceProgram({ steps: [call(upstream.port)] })
  const caller = { 'x-hopbench-caller': 'client' }
  await service.ask(caller)
  for (let page = 0; page < 3; page++) await service.ask(caller, undefined, firstMark(pageDigits(page), '1'))
  expect(await service.stats()).toMatchObject({ requests: { byCaller: { client: 4 } }, upstreamErrors: {} })
  expect(upstream.requests).toHaveLength(4)
})
