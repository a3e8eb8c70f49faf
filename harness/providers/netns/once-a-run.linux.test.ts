import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { topologySchema } from '../../scenario/schema.ts'
import { createCleanup } from '../../system/cleanup.ts'
import { requireNeed } from '../../system/require-need.ts'
import { newRunId, runtimeDir } from '../../system/run-names.ts'
import { netns } from './index.ts'

const folder = mkdtempSync(join(tmpdir(), 'hopbench-once-a-run-'))
const cleanup = createCleanup()
afterAll(async () => {
  expect(await cleanup.run()).toEqual([])
  rmSync(folder, { recursive: true })
})

test.skipIf(await requireNeed('linux'))(
  'a second bring-up has the certificates of the first, which its new proxies accept; compiled code is kept',
  async () => {
    const runId = newRunId(new Date())
    const topology = topologySchema.parse({ services: { orders: {} }, page: [{ call: 'orders' }] })
    const spec = { name: 'sidecar-mtls', datapath: 'sidecar-mtls', fillerServices: 0, policyRules: 0 }
    const site = await netns
      .configure({}, { folder, datapaths: { provider: 'netns', here: [], elsewhere: [] } })
      .open({
        ...{ runId, topology, clientPlacement: 'beside', iterationsPerUs: 1, cleanup, arms: [spec] },
        ...{ configDir: folder, logDir: folder, signal: new AbortController().signal },
        tell: { status: () => undefined, phase: () => undefined },
        record: () => undefined,
      })
    const ofRun = runtimeDir(runId)
    const seen: string[] = []
    for (let bringUp = 0; bringUp < 2; bringUp++) {
      const arm = await site.raise(spec, 0)
      expect((await arm.verify('full')).filter(({ holds }) => !holds)).toEqual([])
      seen.push(readFileSync(join(ofRun, 'sidecar-mtls', 'mesh', 'orders.crt'), 'utf8'))
      expect(await arm.down()).toEqual([])
    }
    expect(seen[1]).toBe(seen[0])
    const cache = join(ofRun, '.compile-cache')
    expect(existsSync(cache) && readdirSync(cache, { recursive: true }).length).toBeGreaterThan(1)
  },
  120_000,
)
