import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { PacedSpec } from '../arm/arm.ts'
import { requireNeed } from '../system/require-need.ts'
import { startLoadClientProgram } from './testing/load-client-program.ts'
import { startLoopbackServer } from './testing/loopback-server.ts'

const folder = mkdtempSync(join(tmpdir(), 'hopbench-full-disk-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Runs a command in a mount namespace in which the folder is a tmpfs of one memory page: 128 samples fit. */
const inTinyFolder = [
  'unshare',
  '--mount',
  'sh',
  '-c',
  `mount -t tmpfs -o size=4k none ${folder} && exec "$@"`,
  'sh',
]
const edges = { began: () => Promise.resolve(), ended: () => Promise.resolve() }

describe.skipIf(await requireNeed('linux'))('a full disk', () => {
  test('fails the trial with its reason, and the client lives on', async () => {
    await using server = await startLoopbackServer()
    await using client = startLoadClientProgram(inTinyFolder)
    const spec: PacedSpec = {
      driver: 'paced',
      page: [{ call: '127.0.0.1', requestBytes: 0 }],
      port: server.port,
      pagesPerSecond: 400,
      connection: 'keep-alive',
      warmUpMs: 0,
      measureMs: 500,
      timeoutMs: 1000,
      seed: 'test',
      rawFile: join(folder, 'raw.f64'),
    }
    await expect(client.load.paced(spec, edges)).rejects.toThrow(/the disk is full \(ENOSPC\)/)
    // If half of the first file had been left, the disk would still be full for this spec.
    const { ledger } = await client.load.paced({ ...spec, pagesPerSecond: 200 }, edges)
    expect(ledger.completed).toBe(100)
    expect(readdirSync(folder)).toEqual([])
  })
})
