import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { topologySchema } from '../../../../scenario/schema.ts'
import { run } from '../../../../system/command.ts'
import { requireNeed } from '../../../../system/require-need.ts'
import { waitFor } from '../../../../system/wait.ts'
import { TARGET_PORT } from '../../datapath.ts'
import { raiseNodeForTests, type NodeForTests } from '../../testing/node-for-tests.ts'
import type { Pod } from '../../node/pod.ts'
import { ebpf, type InstalledEbpf } from './index.ts'
import { ethernet, ipv4, ipv4Frame, sendFrame, tcpFrame, type Frame, type Segment } from './testing/frames.ts'

/** front may call orders; orders may not call front. */
const TOPOLOGY = topologySchema.parse({
  services: { front: { steps: [{ call: 'orders' }] }, orders: {} },
  page: [{ call: 'front' }],
  policy: {
    allow: [
      { from: 'client', to: ['front'] },
      { from: 'front', to: ['orders'] },
    ],
  },
})

/** Possible outcomes of a frame: where it went, or why it was dropped. */
const OUTCOMES = [
  'redirected',
  'to-stack',
  ...['malformed', 'unsupported', 'fragment', 'spoofed', 'ingress-default', 'finished', 'unrelated'].map(
    (reason) => `dropped.${reason}`,
  ),
]

describe.skipIf(await requireNeed('linux', 'bpf'))('connection tracking of ebpf', () => {
  let node: NodeForTests
  let front: Pod
  let orders: Pod
  let nextPort = 40_000

  beforeAll(async () => {
    node = await raiseNodeForTests(ebpf, 0, { topology: TOPOLOGY })
    ;[front, orders] = node.site.services.map(({ pod }) => pod) as [Pod, Pod]
    // The pods' kernels would answer our frames; without a route they cannot.
    for (const pod of [front, orders, node.site.dns.pod])
      await run('ip', ['-n', pod.netns, 'route', 'del', 'default'])
  })
  afterAll(async () => {
    expect(await node.down()).toEqual([])
  })

  const loader = () => (node.datapath as InstalledEbpf).loader

  async function outcomeOf(pod: Pod, frame: Buffer): Promise<string> {
    const before = await node.datapath.readCounters()
    await sendFrame(pod, frame)
    return waitFor('the frame to arrive', 2000, async () => {
      const after = await node.datapath.readCounters()
      return OUTCOMES.find((outcome) => after[outcome]! > before[outcome]!)
    })
  }

  /** A connection between the two pods, sent segment by segment from both ends. */
  function conversation(port = nextPort++) {
    const ends = {
      front: { address: front.address, port },
      orders: { address: orders.address, port: TARGET_PORT },
    }
    const send = (by: 'front' | 'orders', flags: Segment['flags'], sequence: number, data = '') =>
      outcomeOf(
        by === 'front' ? front : orders,
        tcpFrame({ from: ends[by], to: ends[by === 'front' ? 'orders' : 'front'], flags, sequence, data }),
      )
    return {
      port,
      send,
      async state() {
        const { connections } = await loader().ask('connections')
        return connections.find(({ from }) => from === `${front.address}:${port}`)?.state
      },
      async open() {
        expect(await send('front', ['SYN'], 1000)).toBe('redirected')
        expect(await send('orders', ['SYN', 'ACK'], 5000)).toBe('redirected')
        expect(await send('front', ['ACK'], 1001)).toBe('redirected')
      },
      async close() {
        expect(await send('front', ['FIN', 'ACK'], 1001)).toBe('redirected')
        // Only one side has closed the connection, so the other may still send.
        expect(await send('orders', ['ACK'], 5001, 'last words')).toBe('redirected')
        expect(await send('orders', ['FIN', 'ACK'], 5011)).toBe('redirected')
      },
    }
  }

  it('follows a connection from its SYN to its end', async () => {
    const tcp = conversation()
    expect(await tcp.send('front', ['SYN'], 1000)).toBe('redirected')
    expect(await tcp.state()).toBe('unreplied')
    expect(await tcp.send('front', ['SYN'], 1000)).toBe('redirected')
    expect(await tcp.send('orders', ['SYN', 'ACK'], 5000)).toBe('redirected')
    expect(await tcp.state()).toBe('established')
    await tcp.close()
    expect(await tcp.state()).toBe('finished')
  })

  it('lets replies pass by conntrack alone: without a connection the same packet is asked about, and dropped', async () => {
    const tcp = conversation()
    expect(await tcp.send('orders', ['ACK'], 5001, 'hello')).toBe('dropped.ingress-default')
    await tcp.open()
    expect(await tcp.send('orders', ['ACK'], 5001, 'hello')).toBe('redirected')
  })

  it('lets what may follow the end pass: the last ACK, a FIN sent again, data sent again', async () => {
    const tcp = conversation()
    await tcp.open()
    await tcp.close()
    expect(await tcp.send('front', ['ACK'], 1002)).toBe('redirected')
    expect(await tcp.send('orders', ['FIN', 'ACK'], 5011)).toBe('redirected')
    expect(await tcp.send('orders', ['ACK'], 5001, 'last words')).toBe('redirected')
    expect(await tcp.send('front', ['RST'], 1002)).toBe('redirected')
    expect(await tcp.state()).toBe('finished')
  })

  it('lets nothing new pass on a finished connection, from either side', async () => {
    const tcp = conversation()
    await tcp.open()
    await tcp.close()
    expect(await tcp.send('orders', ['ACK'], 5012, 'more')).toBe('dropped.finished')
    expect(await tcp.send('front', ['ACK'], 1002, 'more')).toBe('dropped.finished')
    expect(await tcp.send('orders', ['SYN'], 9000)).toBe('dropped.ingress-default')
  })

  it('asks the policy anew when the ports of a finished connection are used again', async () => {
    const tcp = conversation()
    await tcp.open()
    await tcp.close()
    const { enforcement } = node.datapath as InstalledEbpf
    const policy = enforcement.inForce()!
    await enforcement.apply({
      pods: { ...policy.pods, orders: { egress: null, ingress: { rules: [] } } },
    })
    expect(await tcp.send('front', ['SYN'], 70_000)).toBe('dropped.ingress-default')
    await enforcement.apply(policy)
    expect(await tcp.send('front', ['SYN'], 70_000)).toBe('redirected')
    expect(await tcp.state()).toBe('unreplied')
  })

  it('lets only resets follow a reset', async () => {
    const tcp = conversation()
    await tcp.open()
    expect(await tcp.send('orders', ['RST'], 5001)).toBe('redirected')
    expect(await tcp.state()).toBe('reset')
    expect(await tcp.send('front', ['RST'], 1001)).toBe('redirected')
    expect(await tcp.send('front', ['ACK'], 1001, 'more')).toBe('dropped.finished')
    expect(await tcp.send('orders', ['ACK'], 5001, 'more')).toBe('dropped.finished')
    await tcp.open()
  })

  const udp = (source: Pod, sourcePort: number, destination: Pod, destinationPort: number): Frame => {
    const payload = Buffer.alloc(12)
    payload.writeUInt16BE(sourcePort, 0)
    payload.writeUInt16BE(destinationPort, 2)
    payload.writeUInt16BE(12, 4)
    return { source: source.address, destination: destination.address, protocol: 'udp', payload }
  }

  it('lets answers over UDP pass to the port that asked, and to no other', async () => {
    const { pod: dns } = node.site.dns
    expect(await outcomeOf(dns, ipv4Frame(udp(dns, 53, front, 41_000)))).toBe('dropped.ingress-default')
    expect(await outcomeOf(front, ipv4Frame(udp(front, 41_000, dns, 53)))).toBe('redirected')
    expect(await outcomeOf(dns, ipv4Frame(udp(dns, 53, front, 41_000)))).toBe('redirected')
    expect(await outcomeOf(dns, ipv4Frame(udp(dns, 53, front, 41_001)))).toBe('dropped.ingress-default')
  })

  it('lets an ICMP error pass when it is about a connection that is tracked', async () => {
    const { pod: dns } = node.site.dns
    const unreachable = (about: Frame): Frame => ({
      source: dns.address,
      destination: front.address,
      protocol: 'icmp',
      payload: Buffer.concat([
        Buffer.from([3, 3, 0, 0, 0, 0, 0, 0]),
        ipv4(about),
        about.payload.subarray(0, 8),
      ]),
    })
    const asked = udp(front, 42_000, dns, 53)
    expect(await outcomeOf(dns, ipv4Frame(unreachable(asked)))).toBe('dropped.unrelated')
    expect(await outcomeOf(front, ipv4Frame(asked))).toBe('redirected')
    expect(await outcomeOf(dns, ipv4Frame(unreachable(asked)))).toBe('redirected')
  })

  it('drops what it cannot judge, each with its reason', async () => {
    const good = udp(front, 43_000, node.site.dns.pod, 53)
    expect(await outcomeOf(front, ipv4Frame({ ...good, source: orders.address }))).toBe('dropped.spoofed')
    expect(await outcomeOf(front, ipv4Frame({ ...good, source: '192.0.2.1' }))).toBe('dropped.spoofed')
    expect(await outcomeOf(front, ipv4Frame({ ...good, fragment: 0x2000 }))).toBe('dropped.fragment')
    expect(await outcomeOf(front, ipv4Frame({ ...good, fragment: 3 }))).toBe('dropped.fragment')
    expect(await outcomeOf(front, ipv4Frame({ ...good, payload: Buffer.alloc(2) }))).toBe('dropped.malformed')
    expect(await node.datapath.readCounters()).toMatchObject({ 'dropped.spoofed.front': 2 })
    expect(await outcomeOf(front, ethernet(0x0800))).toBe('dropped.malformed')
    expect(await outcomeOf(front, Buffer.concat([ethernet(0x86dd), Buffer.alloc(40)]))).toBe(
      'dropped.unsupported',
    )
  })

  it('leaves what it may not forward to the stack of the node', async () => {
    const good = udp(front, 44_000, node.site.dns.pod, 53)
    expect(await outcomeOf(front, ipv4Frame({ ...good, ttl: 1 }))).toBe('to-stack')
    expect(await outcomeOf(front, ipv4Frame({ ...good, destination: node.site.nodeAddress }))).toBe(
      'to-stack',
    )
  })
})
