/** Tests of the built image: it is built only once, and both programs run in it as in a pod. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createLoadClient } from '../../../load/load-client.ts'
import { findContainerEngine, type ContainerEngine } from '../../../system/container-engine.ts'
import { requireNeed } from '../../../system/require-need.ts'
import { waitFor } from '../../../system/wait.ts'
import type { ServiceConfig } from '../../../workload/config.ts'
import { clusterOptions } from '../kind/testing/cluster-flags.ts'
import { buildWorkloadImage } from './build-image.ts'

/** The restrictions of hopbench's pods, and no network. */
const AS_IN_A_POD = ['--network', 'none', '--read-only', '--cap-drop', 'ALL', '--user', '1000:1000']

describe.skipIf(await requireNeed('cluster'))('the image of services and client', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hopbench-image-'))
  let engine: ContainerEngine
  let image = ''
  const build = () => buildWorkloadImage(engine, folder, clusterOptions().images === undefined)
  beforeAll(async () => {
    engine = await findContainerEngine()
    image = (await build()).image
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  test('is named after its content, is built only once, and leaves no folder', async () => {
    expect(image).toMatch(/^localhost\/hopbench\/workload:[0-9a-f]{12}$/)
    const id = await engine.run(['image', 'inspect', '--format', '{{.Id}}', image])
    expect(await build()).toEqual({ image })
    expect(await engine.run(['image', 'inspect', '--format', '{{.Id}}', image])).toBe(id)
    expect(readdirSync(folder)).toEqual([])
  })

  test('runs the service as its command and the client with exec, without root and with a read-only root', async () => {
    const config: ServiceConfig = {
      name: 'orders',
      listen: { address: '127.0.0.1', port: 8080 },
      control: { port: 9901 },
      steps: [],
      responseBytes: 100,
      upstreamTimeoutMs: 1000,
    }
    const file = join(folder, 'service.json')
    writeFileSync(file, JSON.stringify(config), { mode: 0o644 })
    const mount = ['--volume', `${file}:/etc/hopbench/service.json:ro`]
    const container = await engine.run(['run', '-d', ...AS_IN_A_POD, ...mount, image])
    onTestFinished(async () => {
      await engine.run(['rm', '-f', container])
    })
    await waitFor('the service', 30_000, async () =>
      (await engine.run(['logs', container])).includes('orders is listening') ? true : undefined,
    )
    const program = engine.start(['exec', '-i', container, 'node', '/app/harness/load/client.ts'], 'pipe')
    const client = createLoadClient(program.stdin!, program.stdout)
    const page = [{ call: '127.0.0.1', requestBytes: 0 }]
    expect(await client.exactly({ driver: 'exactly', page, port: 8080, pages: 5 })).toEqual({
      completed: 5,
      errors: {},
    })
    const edges = { began: () => Promise.resolve(), ended: () => Promise.resolve() }
    const spec = { driver: 'closed-loop', connections: 2, warmUpMs: 50, measureMs: 200 } as const
    expect(await client.closedLoop({ ...spec, page, port: 8080 }, edges)).toMatchObject({
      errors: 0,
      generator: 'autocannon',
    })
    program.stdin!.end()
    await program
  })
})
