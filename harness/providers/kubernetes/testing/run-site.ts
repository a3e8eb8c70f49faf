/** For tests: a RunSite as bench gives it to a provider, with two services of which one may not call the other. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { ClusterRecord } from '../../../results/record.ts'
import { armSchema, topologySchema, type ArmSpec } from '../../../scenario/schema.ts'
import { createCleanup } from '../../../system/cleanup.ts'
import { newRunId } from '../../../system/run-names.ts'
import type { RunSite } from '../../provider.ts'

/** `orders` calls `stock`, in another namespace; `stock` may not call `orders`. */
export const TOPOLOGY = topologySchema.parse({
  services: { orders: { namespace: 'shop', steps: [{ call: 'stock.back' }] }, stock: { namespace: 'back' } },
  page: [{ call: 'orders.shop' }],
  policy: {
    allow: [
      { from: 'client', to: ['orders'] },
      { from: 'orders', to: ['stock'] },
    ],
  },
})

export interface TestSite extends RunSite {
  /** Folder for raw samples. */
  folder: string
  /** The records of the run's clusters, in the order in which they came up. */
  clusters: ClusterRecord[]
}

export const armSpec = (datapath: string, more: Partial<ArmSpec> = {}): ArmSpec => ({
  ...armSchema.parse({ datapath }),
  name: datapath,
  ...more,
})

/** Like `runSite`, for a test that raises nothing: the folder goes with the test. */
export function siteOfTest(arms: ArmSpec[]): TestSite {
  const site = runSite(arms)
  onTestFinished(async () => {
    await site.cleanup.run()
  })
  return site
}

export function runSite(arms: ArmSpec[]): TestSite {
  const cleanup = createCleanup()
  const folder = mkdtempSync(join(tmpdir(), 'hopbench-arms-'))
  cleanup.defer(`folder ${folder}`, () => {
    rmSync(folder, { recursive: true })
    return undefined
  })
  const clusters: ClusterRecord[] = []
  return {
    runId: newRunId(new Date()),
    topology: TOPOLOGY,
    clientPlacement: 'beside',
    configDir: join(folder, 'configs'),
    logDir: join(folder, 'logs'),
    iterationsPerUs: 1,
    cleanup,
    arms,
    tell: { status: () => undefined, phase: () => undefined },
    record: (record) => void clusters.push(record),
    signal: new AbortController().signal,
    folder,
    clusters,
  }
}
