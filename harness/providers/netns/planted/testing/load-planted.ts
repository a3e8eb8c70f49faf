/** For tests: one loaded window of an arm with planted effects, with everything that was read of it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import type { ClockRecords } from '../../../../arm/hop-clock.ts'
import { isNotMeasured } from '../../../../results/measured.ts'
import { differencesUs } from '../../../../results/raw-samples.ts'
import type { CpuWindow, Memory, PlantedReading } from '../../../../results/record.ts'
import type { PlantedEffect } from '../../../../scenario/planted-effect.ts'
import { topologySchema } from '../../../../scenario/schema.ts'
import type { ServiceCounters } from '../../../../workload/counters.ts'
import { direct } from '../../datapaths/direct/index.ts'
import { control } from '../../node/service-control.ts'
import { raiseArmForTests } from '../../testing/raise-arm-for-tests.ts'

const CHAIN = topologySchema.parse({
  services: { orders: { steps: [{ call: 'stock' }] }, stock: { steps: [{ call: 'prices' }] }, prices: {} },
  page: [{ call: 'orders' }],
})

export interface PlantedWindow {
  counts: PlantedReading
  records: ClockRecords
  cpu: CpuWindow
  memory: Memory
  /** Requests of each service between the readings of the planted effects. */
  requestsWithin: Record<string, number>
  /** Those between readings just outside of these: a busy machine may take a tenth of a second for each. */
  requestsAround: Record<string, number>
  pagesUs: Float64Array
}

/** Raises an arm like the baseline with these effects, sends 200 pages a second for two seconds, and takes the arm down. */
export async function loadReadings(planted: readonly PlantedEffect[]): Promise<PlantedWindow> {
  const raised = await raiseArmForTests(direct, CHAIN, { withHopClock: true, planted })
  onTestFinished(async () => expect(await raised.down()).toEqual([]))
  const { arm, site, hopClock } = raised
  if (isNotMeasured(hopClock)) throw new Error(hopClock.notMeasured)
  const requests = async (): Promise<Record<string, number>> =>
    Object.fromEntries(
      await Promise.all(
        site.services.map(async ({ name }) => {
          const socket = join(site.runtimeDir, name, 'control.sock')
          const counters = await control<ServiceCounters>(socket, 'GET', '/stats')
          const all = Object.values(counters.requests.byCaller)
          return [name, all.reduce((sum, count) => sum + count, 0)] as const
        }),
      ),
    )
  const rawFile = join(site.runtimeDir, 'raw.f64')
  const read: { close?: () => Promise<PlantedReading>; counts?: PlantedReading } = {}
  let cpu: unknown
  const counted: Record<string, number>[] = []
  const count = async () => void counted.push(await requests())
  const between = (before: Record<string, number>, after: Record<string, number>) =>
    Object.fromEntries(Object.keys(after).map((name) => [name, after[name]! - before[name]!]))
  const openCpu: { window?: { close(): unknown } } = {}
  await arm.freeze()
  await arm.thaw()
  await hopClock.recording(true)
  await arm.runPaced(
    {
      ...{ driver: 'paced', page: CHAIN.page, port: arm.servicePort, pagesPerSecond: 200, seed: 'planted' },
      ...{ connection: 'keep-alive', warmUpMs: 300, measureMs: 2000, timeoutMs: 5000, rawFile },
    },
    {
      async began() {
        await count()
        read.close = await arm.openPlanted!()
        await count()
        openCpu.window = await arm.instruments.cpu.open([])
      },
      async ended() {
        cpu = await openCpu.window!.close()
        await count()
        read.counts = await read.close!()
        await count()
      },
    },
  )
  await hopClock.recording(false)
  const memory = await (await arm.instruments.memory.open([])).close()
  const raw = readFileSync(rawFile)
  const samples = new Float64Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.byteLength))
  expect(await arm.down()).toEqual([])
  const records = await hopClock.collect()
  return {
    counts: read.counts!,
    records,
    cpu: cpu as CpuWindow,
    memory: memory as Memory,
    requestsWithin: between(counted[1]!, counted[2]!),
    requestsAround: between(counted[0]!, counted[3]!),
    pagesUs: differencesUs(samples, 'written', 'done'),
  }
}
