/** The search for saturation on real arms, with real load on this host. */
import { expect, it, onTestFinished } from 'vitest'
import { findSaturation, type SearchContext } from '../../engine/find-saturation.ts'
import { capacitySpec, runCapacity } from '../../engine/run-capacity.ts'
import type { SaturationRecord } from '../../results/record.ts'
import { topologySchema, type Scenario } from '../../scenario/schema.ts'
import { requireNeed } from '../../system/require-need.ts'
import { datapaths } from './datapaths/index.ts'
import { raiseArmForTests } from './testing/raise-arm-for-tests.ts'

const topology = topologySchema.parse({
  services: { orders: { steps: [{ call: 'stock' }] }, stock: { steps: [{ call: 'prices' }] }, prices: {} },
  page: [{ call: 'orders' }],
})
/** Compiles the services, so that the search meets the arm as a run does. */
const WARM_UP_PAGES = 600
/** A host with this little left is as good as full; the search itself wants 95 %. */
const NEARLY_FULL = 0.9

it.skipIf(await requireNeed('linux')).each(['direct', 'sidecar'])(
  '%s is saturated: the host is full, or the search says what else was the limit',
  async (name) => {
    const raised = await raiseArmForTests(
      datapaths.find(({ description }) => description.name === name)!,
      topology,
    )
    onTestFinished(async () => expect(await raised.down()).toEqual([]))
    const { arm } = raised
    await arm.warmUp({
      ...{ driver: 'warm-up', page: topology.page, port: arm.servicePort },
      ...{ connection: 'keep-alive', pages: WARM_UP_PAGES },
    })
    await arm.freeze()
    const records: SaturationRecord[] = []
    const context = {
      scenario: { topology } as Scenario,
      signal: new AbortController().signal,
      progress: { phase: () => undefined, status: () => undefined, close: () => undefined },
      clock: { without: (run) => run(() => Promise.resolve()) } as SearchContext['clock'],
      store: { append: (record) => void records.push(record as SaturationRecord) } as SearchContext['store'],
      saturation: new Map(),
    } satisfies SearchContext
    const found = await findSaturation(context, { index: 0, arms: [arm] }, arm)
    const [record] = records
    if ('problem' in found || record?.status !== 'found') throw new Error(JSON.stringify(records))
    const chosen = record.steps.find(({ connections }) => connections === found.connections)!
    expect(chosen.errors).toBe(0)
    expect(chosen.pagesPerSecond).toBeGreaterThan(0)
    if (record.endedBy === 'stopped rising') {
      const last = record.steps.at(-1)!
      expect(last.connections).toBeGreaterThan(chosen.connections)
      const most = Math.max(...record.steps.slice(0, -1).map((step) => step.pagesPerSecond))
      expect(last.pagesPerSecond).toBeLessThanOrEqual(1.05 * most)
    } else {
      expect(['host busy', 'client busy', 'most connections']).toContain(record.endedBy)
    }
    if (record.endedBy === 'host busy') expect(chosen.hostBusyShare).toBeGreaterThan(NEARLY_FULL)
    // What is known is not searched again.
    expect(await findSaturation(context, { index: 1, arms: [arm] }, arm)).toEqual(found)
    expect(records).toHaveLength(1)
  },
)

/** So many requests that some are under way when the load ends. */
const MANY_CONNECTIONS = 256

it.skipIf(await requireNeed('bpf'))(
  'an arm can be proved right after it was saturated: what the load left under way is not counted',
  async () => {
    const ebpf = datapaths.find(({ description }) => description.name === 'ebpf')!
    const raised = await raiseArmForTests(ebpf, topology)
    onTestFinished(async () => expect(await raised.down()).toEqual([]))
    const { arm } = raised
    await arm.freeze()
    for (let round = 0; round < 6; round += 1) {
      const record = await runCapacity({
        ...{ arm, others: [], load: 'closed-loop', round, bringUp: 0, signal: new AbortController().signal },
        spec: capacitySpec({ topology } as Scenario, arm, MANY_CONNECTIONS),
      })
      expect(record.status).toBe('completed')
      await arm.wake()
      expect((await arm.verify('counters')).filter(({ holds }) => !holds)).toEqual([])
      await arm.freeze()
    }
  },
)
