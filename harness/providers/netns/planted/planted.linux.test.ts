/** Each injection on a real node: it does what it counts, where it is planted, and the instruments of the arm see it there. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { createCleanup } from '../../../system/cleanup.ts'
import { requireNeed } from '../../../system/require-need.ts'
import { direct } from '../datapaths/direct/index.ts'
import { raiseNodeForTests } from '../testing/node-for-tests.ts'
import { plant } from './plant.ts'
import { loadReadings } from './testing/load-planted.ts'

const PAGES_PER_SECOND = 200
const WINDOW_MS = 2000

describe.skipIf(await requireNeed('linux', 'bpf'))('planted effects', () => {
  test('a busy service spins for at least its time with each request, and its CPU shows it', async () => {
    const { counts, records, cpu } = await loadReadings([
      { kind: 'busy-service', service: 'prices', us: 500 },
    ])
    const [busy] = counts
    if (busy?.kind !== 'busy-service' || 'notPlanted' in busy) throw new Error(JSON.stringify(counts))
    expect(busy.requests).toBeGreaterThan(0.9 * PAGES_PER_SECOND * (WINDOW_MS / 1000))
    expect(busy.us / busy.requests).toBeGreaterThanOrEqual(500)
    const cpuUs = cpu.units.find(({ pod, role }) => pod === 'prices' && role === 'app')!.us
    // Time in which the program was preempted is in what it counts, and is no CPU: the time that it was told is the measure.
    expect(cpuUs).toBeGreaterThan(0.9 * 500 * busy.requests)
    // Each answer of the service itself takes at least as long, by the hop clock.
    const answers = records.exchanges.filter(({ side, unit }) => side === 'callee' && unit.pod === 'prices')
    expect(answers.length).toBeGreaterThan(100)
    for (const { requestFirstNs, responseFirstNs } of answers)
      expect(responseFirstNs - requestFirstNs).toBeGreaterThanOrEqual(500_000)
  })

  test('a slow hop holds up each request to its service for its time, and no other', async () => {
    const { counts, records, requestsWithin, requestsAround } = await loadReadings([
      { kind: 'slow-hop', to: 'stock', us: 500 },
    ])
    const [slow] = counts
    if (slow?.kind !== 'slow-hop' || 'notPlanted' in slow) throw new Error(JSON.stringify(counts))
    expect(slow.us / slow.segments).toBeGreaterThanOrEqual(500)
    // At both edges of a window some pages are under way, which one has counted and the other has not.
    expect(slow.segments).toBeGreaterThan(0.95 * requestsWithin['stock']!)
    expect(slow.segments).toBeLessThan(1.05 * requestsAround['stock']!)
    const delays = (service: string): number[] => {
      const callers = records.exchanges.filter(({ side }) => side === 'caller')
      return records.exchanges
        .filter(({ side, unit }) => side === 'callee' && unit.pod === service)
        .flatMap((called) => {
          const caller = callers.find(
            ({ local, remote, number }) =>
              local === called.remote && remote === called.local && number === called.number,
          )
          return caller ? [called.requestFirstNs - caller.requestFirstNs] : []
        })
    }
    expect(delays('stock').length).toBeGreaterThan(100)
    expect(Math.min(...delays('stock'))).toBeGreaterThanOrEqual(500_000)
    for (const other of ['orders', 'prices']) expect(Math.min(...delays(other))).toBeLessThan(500_000)
  })

  test('an agent takes the CPU that it counts and holds the memory that it is told to, in the account of the agents', async () => {
    const { counts, cpu, memory } = await loadReadings([
      { kind: 'busy-agent', sliceUs: 100, everyUs: 10_000 },
      { kind: 'held-memory', bytes: 20_000_000 },
    ])
    const [busy, held] = counts
    if (busy?.kind !== 'busy-agent' || 'notPlanted' in busy) throw new Error(JSON.stringify(counts))
    expect(held).toEqual({ kind: 'held-memory', bytes: 20_000_000 })
    expect(busy.cpuUs / busy.overUs).toBeGreaterThan(0.005)
    expect(busy.cpuUs / busy.overUs).toBeLessThan(0.02)
    const agents = cpu.units.filter(({ pod, role }) => pod === 'node' && role === 'agent')
    expect(agents).toHaveLength(1)
    // It is asked for its count before the account is opened, and after it is closed.
    const outsideUs = 0.02 * (busy.overUs - cpu.wallUs)
    expect(agents[0]!.us + outsideUs).toBeGreaterThan(0.95 * busy.cpuUs)
    expect(agents[0]!.us / busy.cpuUs).toBeLessThan(1.1)
    expect(memory.agentBytes).toBeGreaterThan(20_000_000)
    // The DNS server and the agent's own pages.
    expect(memory.agentBytes).toBeLessThan(27_000_000)
  })

  test('each packet that is lost is one request that is sent again, in its hop', async () => {
    const { counts, records } = await loadReadings([{ kind: 'lost-packets', to: 'orders', every: 20 }])
    const [lost] = counts
    if (lost?.kind !== 'lost-packets' || 'notPlanted' in lost) throw new Error(JSON.stringify(counts))
    expect(lost.dropped).toBeGreaterThan(10)
    expect(Math.abs(lost.dropped - lost.segments / 20)).toBeLessThanOrEqual(1)
    const again = records.exchanges.filter(
      ({ side, retransmitted }) => side === 'caller' && retransmitted.request,
    )
    expect(new Set(again.map(({ unit }) => unit.pod))).toEqual(new Set(['client']))
    // The clock recorded the warm-up and the pages after the window too.
    expect(again.length).toBeGreaterThanOrEqual(lost.dropped)
    expect(again.length).toBeLessThan(2 * lost.dropped)
  })

  test('a service that pauses makes pages wait for as long as the pause lasts', async () => {
    const { counts, pagesUs } = await loadReadings([
      { kind: 'pauses', service: 'orders', pauseMs: 50, everyMs: 500 },
    ])
    const [paused] = counts
    if (paused?.kind !== 'pauses' || 'notPlanted' in paused) throw new Error(JSON.stringify(counts))
    expect(paused.pauses).toBeGreaterThanOrEqual(3)
    expect(paused.us / paused.pauses).toBeGreaterThanOrEqual(49_000)
    // No period is shorter than it was told, so there are no more pauses than these.
    expect(paused.pauses).toBeLessThanOrEqual(paused.overUs / 500_000 + 1)
    // A page is late by more than x with probability (P − x) / T: a share of (50 − 25) / 500 by more than 25 ms. A busy machine makes
    // more of them late, but far from all.
    const late = pagesUs.filter((us) => us > 25_000).length / pagesUs.length
    expect(late).toBeGreaterThan(0.02)
    expect(late).toBeLessThan(0.5)
  })

  test('an effect that this node cannot plant is named with the reason, and the others are planted', async () => {
    const node = await raiseNodeForTests(direct)
    const { site } = node
    onTestFinished(async () => expect(await node.down()).toEqual([]))
    const cleanup = createCleanup()
    onTestFinished(async () => expect(await cleanup.run()).toEqual([]))
    const withoutInterface = {
      ...site,
      services: site.services.map((service) => ({
        ...service,
        pod: { ...service.pod, hostInterface: 'missing0' },
      })),
      arm: {
        ...site.arm,
        planted: [
          { kind: 'slow-hop', to: 'front', us: 20 },
          { kind: 'held-memory', bytes: 1_000_000 },
        ] as const,
      },
    }
    const planted = await plant(withoutInterface, [], cleanup)
    const close = await planted.open!()
    const [slow, held] = await close()
    expect(slow).toMatchObject({ kind: 'slow-hop' })
    expect((slow as { notPlanted: string }).notPlanted).toContain('No such device')
    expect(held).toEqual({ kind: 'held-memory', bytes: 1_000_000 })
  })
})
