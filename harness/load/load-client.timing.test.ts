import { mkdtempSync, rmSync, statSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { PacedSpec, WindowEdges } from '../arm/arm.ts'
import { waitFor } from '../system/wait.ts'
import { createBareResponder } from './bare-responder.ts'
import { startLoadClientProgram } from './testing/load-client-program.ts'
import { startLoopbackServer } from './testing/loopback-server.ts'

const folder = mkdtempSync(join(tmpdir(), 'hopbench-load-client-'))
afterAll(() => rmSync(folder, { recursive: true }))

const page = [{ call: '127.0.0.1', requestBytes: 0 }]
const noEdges: WindowEdges = { began: () => Promise.resolve(), ended: () => Promise.resolve() }
const pacedSpec = (port: number): PacedSpec => ({
  driver: 'paced',
  page,
  port,
  pagesPerSecond: 100,
  connection: 'keep-alive',
  warmUpMs: 200,
  measureMs: 500,
  timeoutMs: 1000,
  seed: 'test',
  rawFile: join(folder, 'raw.f64'),
})

test('one client does one spec after the other, whatever became of the one before', async () => {
  await using server = await startLoopbackServer()
  await using client = startLoadClientProgram()
  const paced = await client.load.paced(pacedSpec(server.port), noEdges)
  expect(paced.ledger).toMatchObject({ offered: 50, completed: 50 })
  expect(statSync(join(folder, 'raw.f64')).size).toBe(50 * 5 * 8)
  await expect(
    client.load.paced({ ...pacedSpec(server.port), rawFile: join(folder, 'missing', 'raw.f64') }, noEdges),
  ).rejects.toThrow(/ENOENT/)
  const unknown = [{ call: 'no-such-host.invalid', requestBytes: 0 }]
  await expect(client.load.exactly({ driver: 'exactly', page: unknown, port: 80, pages: 1 })).rejects.toThrow(
    /ENOTFOUND|EAI_AGAIN/,
  )
  const exact = await client.load.exactly({ driver: 'exactly', page, port: server.port, pages: 7 })
  expect(exact).toEqual({ completed: 7, errors: {} })
})

test('exactly N pages are N requests, each on a connection of its own', async () => {
  await using server = await startLoopbackServer((request) => (request === 2 ? 'answer 503' : 'answer'))
  await using client = startLoadClientProgram()
  const result = await client.load.exactly({ driver: 'exactly', page, port: server.port, pages: 5 })
  expect(result).toEqual({ completed: 4, errors: { 'HTTP 503': 1 } })
  expect(server.requests).toHaveLength(5)
  expect(server.connections).toBe(5)
})

test('the load goes on while the edges of the window are read, and the window is where it says', async () => {
  await using server = await startLoopbackServer()
  await using client = startLoadClientProgram()
  let readings = 0
  /** Ends only if the load goes on meanwhile. */
  const slowReading = async () => {
    const before = server.requests.length
    await waitFor('ten more pages', 5000, () => server.requests.length > before + 10 || undefined)
    readings += 1
  }
  const askedAtUs = Number(process.hrtime.bigint() / 1000n)
  const result = await client.load.paced(pacedSpec(server.port), { began: slowReading, ended: slowReading })
  expect(readings).toBe(2)
  expect(result.ledger.offered).toBe(50)
  expect(result.window.endedUs - result.window.beganUs).toBeCloseTo(500_000, -3)
  expect(result.window.beganUs).toBeGreaterThan(askedAtUs + 200_000)
  expect(result.window.endedUs).toBeLessThan(Number(process.hrtime.bigint() / 1000n))
})

test('an edge that cannot be read fails the load, and the client can be used again', async () => {
  await using server = await startLoopbackServer()
  await using client = startLoadClientProgram()
  const edges = { ...noEdges, began: () => Promise.reject(new Error('no such cgroup')) }
  await expect(client.load.paced(pacedSpec(server.port), edges)).rejects.toThrow(/no such cgroup/)
  expect((await client.load.paced(pacedSpec(server.port), noEdges)).ledger.completed).toBe(50)
})

test('a client that dies is an error which says how, for this spec and the next', async () => {
  await using server = await startLoopbackServer(() => 'hang')
  await using client = startLoadClientProgram()
  const paced = client.load.paced(pacedSpec(server.port), {
    ...noEdges,
    began() {
      client.kill()
      return Promise.resolve()
    },
  })
  await expect(paced).rejects.toThrow(/load client was killed by SIGKILL/)
  await expect(client.load.exactly({ driver: 'exactly', page, port: server.port, pages: 1 })).rejects.toThrow(
    /load client was killed by SIGKILL/,
  )
})

test('a bare responder answers the paced client', async () => {
  const server = createBareResponder()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  await using client = startLoadClientProgram()
  const { port } = server.address() as AddressInfo
  const { ledger } = await client.load.paced(pacedSpec(port), noEdges)
  expect(ledger).toMatchObject({ offered: 50, completed: 50 })
  server.close()
})
