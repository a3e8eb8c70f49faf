/** Measures latencies without any datapath: of the client with a bare responder, and of one service, both over loopback. */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { PacedSpec } from '../arm/arm.ts'
import { BenchError } from '../errors.ts'
import type { FloorRecord } from '../results/record.ts'
import { startMortal } from '../system/command.ts'
import { howItEnded, waitForProgram, watch } from '../system/program.ts'
import { createLoadClient } from './load-client.ts'

const pathOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
/** Floors are for orientation only, and no comparison uses them. */
const WARM_UP_MS = 300
const MEASURE_MS = 1000
const STARTS_WITHIN_MS = 10_000

/**
 * Measures both floors at the run's own rate. The programs run on the host's loopback, outside of any arm, and are ended.
 * @param folder for the files of these programs; this function creates and removes the folder.
 */
export async function measureFloors(pagesPerSecond: number, folder: string): Promise<FloorRecord[]> {
  await mkdir(folder)
  try {
    const serviceConfig = join(folder, 'service.json')
    await writeFile(
      serviceConfig,
      JSON.stringify({
        name: 'floor',
        listen: { address: '127.0.0.1', port: 0 },
        control: join(folder, 'control.sock'),
        steps: [],
        responseBytes: 512,
        upstreamTimeoutMs: 1000,
      }),
    )
    return [
      await measureFloor('client', [pathOf('bare-responder.ts')], folder, pagesPerSecond),
      await measureFloor(
        'service',
        [pathOf('../workload/service.ts'), serviceConfig],
        folder,
        pagesPerSecond,
      ),
    ]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function measureFloor(
  name: FloorRecord['name'],
  server: string[],
  folder: string,
  pagesPerSecond: number,
): Promise<FloorRecord> {
  const startedAt = new Date().toISOString()
  const responder = node(server, 'ignore')
  const client = node([pathOf('client.ts')], 'pipe')
  try {
    const advice = 'the lines above are what it printed last; run again'
    const program = await watch(`the server of the ${name} floor`, responder, [responder.stderr], advice)
    let output = ''
    responder.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    const port = await waitForProgram(program, 'to listen', STARTS_WITHIN_MS, () => {
      const match = /:(\d+)\s/.exec(output)
      return match ? Number(match[1]) : undefined
    })
    const spec: PacedSpec = {
      driver: 'paced',
      page: [{ call: '127.0.0.1', requestBytes: 0 }],
      port,
      pagesPerSecond,
      connection: 'keep-alive',
      warmUpMs: WARM_UP_MS,
      measureMs: MEASURE_MS,
      timeoutMs: 1000,
      seed: 'floor',
      rawFile: join(folder, `${name}.f64`),
    }
    const nothing = { began: () => Promise.resolve(), ended: () => Promise.resolve() }
    const { latency } = await createLoadClient(client.stdin!, client.stdout, client.then(howItEnded)).paced(
      spec,
      nothing,
    )
    if (!latency) throw new BenchError(`no page of the ${name} floor was answered`, 'is loopback up?')
    return { kind: 'floor', startedAt, name, pagesPerSecond, serviceUs: latency.serviceUs }
  } finally {
    client.kill('SIGKILL')
    responder.kill('SIGKILL')
    await Promise.all([client, responder])
  }
}

const node = (args: string[], stdin: 'ignore' | 'pipe') =>
  startMortal([process.execPath, ...args], { stdin, env: { PATH: process.env['PATH'] ?? '' } })
