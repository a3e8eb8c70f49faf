import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FlowLine } from '../../../../flows/hubble.ts'
import { readFlows } from '../../../../flows/read-flows.ts'
import { requireNeed } from '../../../../system/require-need.ts'
import { acceptMany, MANY_PORT, type ManyConnections } from '../../testing/many-connections.ts'
import { raiseNodeForTests, type NodeForTests } from '../../testing/node-for-tests.ts'
import { ebpf, type InstalledEbpf } from './index.ts'

/** A connection has two events: it opened, and it closed. */
const EVENTS = 2

describe.skipIf(await requireNeed('linux', 'bpf'))('flow events of ebpf', () => {
  let node: NodeForTests
  let connections: ManyConnections
  beforeAll(async () => {
    node = await raiseNodeForTests(ebpf)
    connections = await acceptMany(node.site.client, node.site.services[1]!.pod)
  })
  afterAll(async () => {
    await connections.end()
    expect(await node.down()).toEqual([])
  })

  /**
   * Looks while `act` runs: the events of the connections that were seen, all flows, the events that the programs made by their own
   * counters, and what was told to be lost, by where.
   */
  async function look(act: () => Promise<unknown>) {
    const before = await node.datapath.readCounters()
    const end = await node.datapath.flowSource!.begin()
    await act()
    const { lines, lost } = await end(new Date(0))
    const read = readFlows('ebpf', lines.map((line) => JSON.stringify(line)).join('\n'))
    expect(read.unread).toBe(0)
    const seen = (lines as FlowLine[]).filter(
      ({ flow }) => flow?.l4?.TCP?.destination_port === MANY_PORT,
    ).length
    const after = await node.datapath.readCounters()
    const made = ['events.sent', 'events.lost'].map((name) => after[name]! - before[name]!)
    return { seen, flows: read.flows, made: made[0]! + made[1]!, lost, lostBy: read.lost }
  }

  /** The loader reads nothing meanwhile, as if it had been given no CPU. */
  async function withReaderStopped(act: () => Promise<unknown>): Promise<void> {
    const { pid } = (node.datapath as InstalledEbpf).loader
    process.kill(pid, 'SIGSTOP')
    try {
      await act()
    } finally {
      process.kill(pid, 'SIGCONT')
    }
  }

  test('a reader that is late reads everything that the ring has held for it', async () => {
    expect(await look(() => withReaderStopped(() => connections.open(3000)))).toMatchObject({
      seen: 3000 * EVENTS,
      lost: 0,
      lostBy: {},
    })
  })

  test('a ring that overflows loses events, and the flows say how many', async () => {
    const { flows, made, lost, lostBy } = await look(() => withReaderStopped(() => connections.open(12_000)))
    expect(lost).toBeGreaterThan(0)
    expect(lostBy).toEqual({ PERF_EVENT_RING_BUFFER: lost })
    expect(made).toBeGreaterThanOrEqual(12_000 * EVENTS)
    expect(flows + Number(lost)).toBe(made)
  })

  test('of 40,000 connections as fast as the machine opens them each event is seen, or counted as lost', async () => {
    let perSecond = 0
    const { flows, made, lost, lostBy } = await look(async () => {
      perSecond = await connections.open(40_000)
    })
    process.stderr.write(`${Math.round(perSecond)} connections a second, ${Number(lost)} events lost\n`)
    // A packet that arrives after the reset of its connection is dropped, which is one more event.
    expect(made).toBeGreaterThanOrEqual(40_000 * EVENTS)
    expect(flows + Number(lost)).toBe(made)
    // More events than the loader keeps.
    expect(lostBy['HUBBLE_RING_BUFFER']).toBeGreaterThan(0)
  })
})
