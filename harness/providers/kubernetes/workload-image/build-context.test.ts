/** Tests that the programs run from the build context alone, without the rest of this checkout. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLoadClient } from '../../../load/load-client.ts'
import type { ServiceConfig } from '../../../workload/config.ts'
import { makeBuildContext } from './build-context.ts'

const top = mkdtempSync(join(tmpdir(), 'hopbench-context-'))
const context = join(top, 'one')
let hash = ''
beforeAll(() => {
  hash = makeBuildContext(context)
})
afterAll(() => rmSync(top, { recursive: true }))

const program = (...args: string[]) =>
  spawn(process.execPath, args, { cwd: join(context, 'app'), env: {}, stdio: ['pipe', 'pipe', 'inherit'] })

test('its hash depends on its content', () => {
  expect(hash).toMatch(/^[0-9a-f]{12}$/)
  expect(makeBuildContext(join(top, 'two'))).toBe(hash)
})

test('it contains no tests, and every user may read it', () => {
  const files = readdirSync(context, { recursive: true, withFileTypes: true })
  const ours = files.filter(({ parentPath }) => !parentPath.includes('node_modules')).map(({ name }) => name)
  expect(ours).toContain('Dockerfile')
  expect(ours.filter((name) => name.includes('.test.'))).toEqual([])
  for (const { parentPath, name } of files)
    expect(statSync(join(parentPath, name)).mode & 0o444, name).toBe(0o444)
})

test('service and client in it do every kind of load', async () => {
  const config: ServiceConfig = {
    name: 'orders',
    listen: { address: '127.0.0.1', port: 0 },
    control: { port: 0 },
    steps: [],
    responseBytes: 10,
    upstreamTimeoutMs: 1000,
  }
  writeFileSync(join(top, 'service.json'), JSON.stringify(config))
  const service = program('harness/workload/service.ts', join(top, 'service.json'))
  const client = program('harness/load/client.ts')
  try {
    const [said] = (await once(service.stdout, 'data')) as [Buffer]
    const port = Number(/:(\d+)\n/.exec(said.toString())?.[1])
    const page = [{ call: '127.0.0.1', requestBytes: 0 }]
    const window = { warmUpMs: 50, measureMs: 200 }
    const rawFile = join(top, 'raw')
    const paced = {
      pagesPerSecond: 100,
      connection: 'keep-alive',
      timeoutMs: 1000,
      seed: 'x',
      rawFile,
    } as const
    const edges = { began: () => Promise.resolve(), ended: () => Promise.resolve() }
    const load = createLoadClient(client.stdin, client.stdout)
    expect(await load.exactly({ driver: 'exactly', page, port, pages: 3 })).toEqual({
      completed: 3,
      errors: {},
    })
    const steady = await load.paced({ driver: 'paced', page, port, ...window, ...paced }, edges)
    expect(steady.ledger).toMatchObject({ failed: 0, timedOut: 0 })
    expect(statSync(rawFile).size).toBeGreaterThan(0)
    const closed = await load.closedLoop(
      { driver: 'closed-loop', page, port, ...window, connections: 2 },
      edges,
    )
    expect(closed).toMatchObject({ errors: 0, generator: 'autocannon' })
  } finally {
    service.kill()
    client.kill()
  }
})
