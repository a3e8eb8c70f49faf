/** The programs themselves, on the loopback of this machine. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { createCleanup, type Cleanup } from '../../../system/cleanup.ts'
import { startLineProgram } from '../../../system/start-line-program.ts'

let cleanup: Cleanup = createCleanup()
afterEach(async () => {
  expect(await cleanup.run()).toEqual([])
  cleanup = createCleanup()
})

async function start(file: string, ...args: string[]) {
  const { conversation } = await startLineProgram(
    {
      title: file,
      command: [process.execPath, fileURLToPath(new URL(file, import.meta.url)), ...args],
      advice: { withinMs: 10_000, ifLate: 'wait', ifRefused: 'look', ifEnded: 'look' },
    },
    cleanup,
  )
  return async (command: string) =>
    (await conversation.exchange([command]))[0] as unknown as Record<string, unknown>
}

const METRICS = `# TYPE envoy_http_inbound_downstream_rq_total counter
envoy_http_inbound_0_0_0_0_8080_downstream_rq_total{} 5
envoy_http_outbound_0_0_0_0_80_downstream_rq_total{} 7
envoy_http_stats_downstream_rq_total{} 100
envoy_http_admin_downstream_rq_total{} 100
envoy_server_uptime{} 3
`

/** A proxy as the scraper sees it. */
async function proxy(status = 200): Promise<{ url: string; asked: () => number }> {
  let asked = 0
  const server: Server = createServer((_request, response) => {
    asked += 1
    response.writeHead(status).end(METRICS)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  cleanup.defer('proxy', () => {
    server.closeAllConnections()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/stats/prometheus`,
    asked: () => asked,
  }
}

test('the scraper reads what proxies counted, without its own requests, and counts what it read', async () => {
  const [one, two] = [await proxy(), await proxy()]
  const ask = await start('scraper.ts', '60000', '1', `one=${one.url}`, `two=${two.url}`)
  expect(await ask('scrape')).toMatchObject({ requests: { one: 12, two: 12 } })
  expect(await ask('counts')).toMatchObject({
    ...{ scrapes: 2, failed: 0, samples: 10 },
    bytes: 2 * Buffer.byteLength(METRICS),
  })
})

test('the scraper works through its targets between work and rest alone, and goes on with the time that was left', async () => {
  const [one, two] = [await proxy(), await proxy()]
  // Each target every 4 s, so one of the two every 2 s.
  const ask = await start('scraper.ts', '4000', '1', `one=${one.url}`, `two=${two.url}`)
  const began = performance.now()
  await ask('work')
  await sleep(1200)
  await ask('rest')
  const workedMs = performance.now() - began
  await sleep(2200)
  // A busy machine may have made the work longer than it was asked for.
  if (workedMs < 2000) expect(one.asked() + two.asked()).toBe(0)
  await ask('work')
  // 800 ms are left; from the beginning it would take 2000.
  await expect.poll(one.asked, { timeout: 1900, interval: 20 }).toBe(1)
  expect(two.asked()).toBe(0)
  await expect.poll(two.asked, { timeout: 10_000, interval: 20 }).toBe(1)
})

test('a scrape that fails is counted, and refused with the name of the target', async () => {
  const ask = await start('scraper.ts', '60000', '1', `orders=${(await proxy(503)).url}`)
  await expect(ask('scrape')).rejects.toThrow(/orders: status 503/)
  expect(await ask('counts')).toMatchObject({ scrapes: 0, failed: 1 })
})

test('the collector counts the spans of each report, and refuses what is no list of spans', async () => {
  const port = 20_000 + (process.pid % 10_000)
  const ask = await start('span-sink.ts', '127.0.0.1', String(port))
  const send = async (body: string) =>
    (await fetch(`http://127.0.0.1:${port}/api/v2/spans`, { method: 'POST', body })).status
  expect(await send('[{"id":"1"},{"id":"2"}]')).toBe(202)
  expect(await send('[{"id":"3"}]')).toBe(202)
  expect(await send('{"id":"4"}')).toBe(400)
  expect(await ask('counts')).toMatchObject({ spans: 3, reports: 2, unread: 1, bytes: 23 + 12 })
})
