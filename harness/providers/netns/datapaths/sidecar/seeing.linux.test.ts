/** What sidecars make visible, with real proxies: all of it arrives, and the arm that makes nothing visible has none of it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { topologySchema, type Seeing } from '../../../../scenario/schema.ts'
import { requireNeed } from '../../../../system/require-need.ts'
import { raiseArmForTests, type ArmForTests } from '../../testing/raise-arm-for-tests.ts'
import { sidecar } from './index.ts'

const skip = await requireNeed('linux')

const TOPOLOGY = topologySchema.parse({
  services: { orders: { steps: [{ call: 'stock' }] }, stock: {} },
  page: [{ call: 'orders' }],
})
const PAGES = 300
/** Of a page: the client's proxy out, that of orders in and out, that of stock in. */
const REQUESTS_OF_A_PAGE = 4

describe.skipIf(skip).each<{ seeing: Seeing; claims: number; bytes: [least: number, most: number] }>([
  { seeing: 'requests', claims: 3, bytes: [200, 800] },
  { seeing: 'tracing', claims: 1, bytes: [500, 2000] },
])('an arm with seeing: $seeing', ({ seeing, claims, bytes }) => {
  let raised: ArmForTests
  beforeAll(async () => (raised = await raiseArmForTests(sidecar, TOPOLOGY, { seeing, withHopClock: true })))
  afterAll(async () => expect(await raised.down()).toEqual([]))

  test('proves that every request becomes visible', async () => {
    const proofs = await raised.arm.verify('counters')
    expect(proofs.filter(({ holds }) => !holds)).toEqual([])
    const own = proofs.filter(({ claim }) => /is a line of its access log|received a span/.test(claim))
    expect(own).toHaveLength(claims)
    const counted = own.map(({ observed }) => ('count' in observed ? observed.count : NaN))
    expect(counted.reduce((sum, count) => sum + count, 0)).toBe(23 * REQUESTS_OF_A_PAGE)
  })

  test('counts an event for every request under load, with its bytes, and loses none', async () => {
    const { arm } = raised
    const before = await arm.seen!()
    const page = { page: TOPOLOGY.page, port: arm.servicePort }
    const sent = await arm.warmUp({ driver: 'warm-up', ...page, connection: 'keep-alive', pages: PAGES })
    expect(sent).toMatchObject({ completed: PAGES })
    const after = await arm.seen!()
    expect(after.events - before.events).toBe(PAGES * REQUESTS_OF_A_PAGE)
    expect(after.lost).toBe(before.lost)
    const each = (Number(after.bytes) - Number(before.bytes)) / (after.events - before.events)
    expect(each).toBeGreaterThan(bytes[0])
    expect(each).toBeLessThan(bytes[1])
  })

  test('has the collector in its account of CPU and memory, where there is one', () => {
    const { units } = raised.arm
    const collector = units.filter(({ pod, role }) => pod === 'node' && role === 'agent')
    expect(collector).toHaveLength(seeing === 'tracing' ? 1 : 0)
    for (const unit of collector) expect(unit.cpuUs()).toBeGreaterThan(0)
    expect(raised.installed.processes!().filter(({ role }) => role === 'agent')).toHaveLength(
      collector.length,
    )
  })
})

describe.skipIf(skip)('an arm with seeing: metrics', () => {
  let raised: ArmForTests
  beforeAll(async () => (raised = await raiseArmForTests(sidecar, TOPOLOGY, { seeing: 'metrics' })))
  afterAll(async () => expect(await raised.down()).toEqual([]))

  test('proves that the scraped counters hold every request, and counts the scrapes', async () => {
    const proofs = await raised.arm.verify('counters')
    expect(proofs.filter(({ holds }) => !holds)).toEqual([])
    expect(proofs.filter(({ claim }) => claim.includes('scraped'))).toHaveLength(3)
    // Before and after the pages, of three proxies.
    const seen = await raised.arm.seen!()
    expect(seen).toMatchObject({ events: 6, lost: 0 })
    expect(Number(seen.bytes) / seen.events).toBeGreaterThan(1000)
  })

  test('scrapes nothing before it is due, however often its arm is frozen and thawed, and has its CPU in the account', async () => {
    const { arm, installed } = raised
    await arm.freeze()
    await arm.thaw()
    await arm.freeze()
    await arm.thaw()
    // Chance decides when the first is due, within 5 s.
    expect((await installed.seen!()).events).toBeLessThanOrEqual(7)
    const [agent] = arm.units.filter(({ pod, role }) => pod === 'node' && role === 'agent')
    expect(agent!.cpuUs()).toBeGreaterThan(0)
  })
})

describe.skipIf(skip)('an arm that makes nothing visible', () => {
  test('has no counts of it, no log and no listener for it', async () => {
    const raised = await raiseArmForTests(sidecar, TOPOLOGY)
    try {
      expect('seen' in raised.arm).toBe(false)
      expect(await raised.arm.settings()).toMatchObject({
        'sidecar makes visible': 'nothing: access log off, no scrapes, no spans',
      })
      expect(raised.arm.units.filter(({ pod }) => pod === 'node')).toEqual([])
    } finally {
      expect(await raised.down()).toEqual([])
    }
  })
})
