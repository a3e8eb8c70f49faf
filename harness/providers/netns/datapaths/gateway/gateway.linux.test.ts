/** Two central gateways: how callers spread over them, whose CPU is whose, what their log misses, and where the hop clock puts them. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ClockRecords } from '../../../../arm/hop-clock.ts'
import { PROOF_PAGES } from '../../../../arm/prove-arm.ts'
import { completenessOf } from '../../../../flows/completeness.ts'
import { readFlows } from '../../../../flows/read-flows.ts'
import { clientPages } from '../../../../instruments/hop-clock/join/client-page.ts'
import { readHops } from '../../../../instruments/hop-clock/join/read-hops.ts'
import type { RunningHopClock } from '../../../../instruments/hop-clock/hop-clock.ts'
import { readRawFile } from '../../../../results/raw-file.ts'
import { topologySchema } from '../../../../scenario/schema.ts'
import { requireNeed } from '../../../../system/require-need.ts'
import { raiseArmForTests, type ArmForTests } from '../../testing/raise-arm-for-tests.ts'
import { readStatistics } from '../../envoy/admin.ts'
import { adminSocketIn } from '../../envoy/envoy.ts'
import { clusterOf } from './config/bootstrap.ts'
import { gateway } from './index.ts'

/** As in scenarios/bypass.yaml: of orders' calls, one of two of stock and the one of prices skip the gateways. */
const TOPOLOGY = topologySchema.parse({
  services: {
    orders: {
      steps: [{ call: 'stock' }, { call: 'stock', to: 'pod-address' }, { call: 'prices', to: 'pod-address' }],
    },
    stock: { steps: [{ call: 'prices' }] },
    prices: {},
  },
  page: [{ call: 'orders' }],
})
const NO_EDGES = { began: () => Promise.resolve(), ended: () => Promise.resolve() }

const skip = (await requireNeed('linux')) ?? (await requireNeed('bpf'))

describe.skipIf(skip)('two central gateways, and calls that skip them', () => {
  let raised: ArmForTests
  beforeAll(async () => {
    raised = await raiseArmForTests(gateway, TOPOLOGY, {
      withHopClock: true,
      gatewayReplicas: 2,
    })
  })
  afterAll(async () => {
    expect(await raised.down()).toEqual([])
  })

  test('every proof holds: the calls that skip the gateways are in the truth', async () => {
    expect((await raised.arm.verify()).filter(({ holds }) => !holds)).toEqual([])
  })

  test('new connections spread over both, and each has a CPU unit of its own', async () => {
    const { site, arm } = raised
    const pods = site.gateways!.pods
    const [orders] = site.services
    const requests = await Promise.all(
      pods.map(async ({ name }) => {
        const socket = adminSocketIn(join(site.runtimeDir, name, 'proxy'))
        const statistics = await readStatistics(socket, 'upstream_rq_total')
        return statistics.get(`cluster.${clusterOf(orders!)}.upstream_rq_total`)!
      }),
    )
    // Each page of a proof comes on a connection of its own.
    expect(requests[0]! + requests[1]!).toBe(PROOF_PAGES)
    for (const carried of requests) expect(carried).toBeGreaterThan(0)
    const proxies = arm.units.filter(({ role }) => role === 'proxy')
    expect(proxies.map(({ pod }) => pod)).toEqual(pods.map(({ name }) => name))
    for (const unit of proxies) expect(unit.cpuUs()).toBeGreaterThan(0)
    expect(arm.units.filter(({ role }) => role === 'app').map(({ pod }) => pod)).toEqual([
      'orders',
      'stock',
      'prices',
    ])
  })

  test('their log has the calls by name, and misses those that skip them', async () => {
    const { lines, about } = await raised.arm.flows!()
    const { graph, unread } = readFlows('gateway', lines.map((line) => JSON.stringify(line)).join('\n'))
    expect(unread).toBe(0)
    expect(about.calls.reduce((sum, { calls }) => sum + calls, 0)).toBe(6 * about.pages)
    expect(completenessOf(graph, about)).toMatchObject({
      edges: 4,
      found: 3,
      missed: [{ from: 'orders', to: 'prices' }],
      invented: [],
      calls: { seen: 4 * about.pages, made: 6 * about.pages },
    })
  })

  // Last, because the last exchange of a connection is complete only when the arm is down.
  test('the hop clock joins every page: a hop through a gateway is all transport, and takes longer than one past it', async () => {
    const clock = raised.hopClock as RunningHopClock
    const { arm, site } = raised
    const rawFile = join(site.runtimeDir, 'raw.f64')
    await clock.recording(true)
    const { window, ledger } = await arm.runPaced(
      {
        ...{
          driver: 'paced',
          page: TOPOLOGY.page,
          port: arm.servicePort,
          pagesPerSecond: 60,
          seed: 'gateway',
        },
        ...{ connection: 'keep-alive', warmUpMs: 300, measureMs: 1500, timeoutMs: 5000, rawFile },
      },
      NO_EDGES,
    )
    await clock.recording(false)
    expect(await arm.down()).toEqual([])
    const records: ClockRecords = await clock.collect()
    const reading = readHops({
      arm: site.arm.name,
      topology: TOPOLOGY,
      pages: clientPages(readRawFile(rawFile)!, window.beganUs),
      records,
    })
    if (!('calls' in reading)) throw new Error(reading.notMeasured)
    expect(reading.unmatchedPages).toBe(0)
    expect(reading.pages).toBe(ledger.completed)
    expect(reading.odd).toEqual({})
    const [, throughGateway, , pastGateway] = reading.calls
    expect(throughGateway).toMatchObject({ from: 'orders', to: 'stock', path: '11', proxied: null })
    expect(pastGateway).toMatchObject({ from: 'orders', to: 'stock', path: '12' })
    expect(throughGateway!.transport.p50).toBeGreaterThan(2 * pastGateway!.transport.p50)
  })
})
