import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { topologySchema } from '../../../../scenario/schema.ts'
import { readFlows } from '../../../../flows/read-flows.ts'
import { raiseClock, type Clocked } from '../../../../instruments/hop-clock/testing/clocked-pair.ts'
import { bpfFile } from '../../../../system/bpf-files.ts'
import { run } from '../../../../system/command.ts'
import { inNetns } from '../../../../system/network-namespace.ts'
import { requireNeed } from '../../../../system/require-need.ts'
import { waitFor } from '../../../../system/wait.ts'
import { raiseNodeForTests, type NodeForTests } from '../../testing/node-for-tests.ts'
import { ebpfWith, type InstalledEbpf } from './index.ts'
import { runInPod } from './testing/pod-script.ts'

const LIST_PROGRAMS = bpfFile('list-programs')

/** front calls orders; any other call must be refused. */
const WITH_POLICY = topologySchema.parse({
  services: {
    front: { steps: [{ call: 'orders.shop' }] },
    orders: { namespace: 'shop', responseBytes: 200_000 },
  },
  page: [{ call: 'front' }],
  policy: {
    allow: [
      { from: 'client', to: ['front'] },
      { from: 'front', to: ['orders'] },
    ],
  },
})

const skipReason = await requireNeed('linux', 'bpf')

/** Every BPF program in the kernel: name by id. */
async function programs(): Promise<Map<number, string>> {
  const lines = (await run(LIST_PROGRAMS, [])).split('\n').filter(Boolean)
  return new Map(lines.map((line) => [Number(line.split(' ')[0]), line]))
}

/** The kernel frees programs a moment after the last process that held them has ended. */
const programsGone = (ids: number[]) =>
  waitFor('the programs to go', 5000, async () => {
    const present = await programs()
    return ids.every((id) => !present.has(id)) || undefined
  })

describe.skipIf(skipReason).each(['tcx', 'clsact'] as const)('ebpf attached by %s', (attach) => {
  let node: NodeForTests
  /** Has programs on cgroups, and is nobody's whom the node may touch. */
  let bystander: Clocked
  const loader = () => (node.datapath as InstalledEbpf).loader
  const orders = () => node.site.services[1]!
  const front = () => node.site.services[0]!

  beforeAll(async () => {
    bystander = await raiseClock()
    node = await raiseNodeForTests(ebpfWith(attach), 0, { topology: WITH_POLICY })
  })
  afterAll(async () => {
    const { programIds } = await loader().ask('attached')
    expect(await node.down()).toEqual([])
    await programsGone(programIds)
    expect(await bystander.down()).toEqual([])
  })

  /** By how much `act` moved each counter; counters that did not move are left out. */
  async function movedBy(act: () => Promise<unknown>) {
    const before = await node.datapath.readCounters()
    await act()
    const after = Object.entries(await node.datapath.readCounters())
    return Object.fromEntries(
      after
        .map(([name, value]) => [name, value - (before[name] ?? 0)] as const)
        .filter(([, moved]) => moved > 0),
    )
  }

  /** The proofs that fail, except for those that count pages: here `front` sends the pages in place of the client. */
  const failures = async () =>
    (await node.prove('front.default')).filter(
      ({ holds, source }) => !holds && !source.includes("service's own"),
    )

  it('leaves the programs of others alone', async () => {
    // Not those of the whole host: programs of other software come and go. What is at the host's network is compared by the contract.
    expect((await bystander.clock.attachedPrograms()).attached).toEqual({
      hop_egress: true,
      hop_ingress: true,
      hop_connect4: true,
    })
  })

  it('states how it is attached', () => {
    expect(node.datapath.settings).toMatchObject({ 'tc programs attached by': attach })
  })

  it('proves all of its claims', async () => {
    expect(await failures()).toEqual([])
  })

  it('translates each connection once and hands every packet past the stack of the node', async () => {
    const moved = await movedBy(async () => {
      for (let n = 0; n < 7; n++) expect(await node.service('front').probeHttp('orders.shop', 80)).toBe('200')
    })
    expect(moved).toMatchObject({ 'connect.tcp.orders': 7 })
    expect(moved).not.toHaveProperty('from-stack')
    expect(moved).not.toHaveProperty('to-stack')
    expect(moved['replies.orders']).toBe(moved['redirected.orders'])
  })

  it('shows a program the service address as its peer', async () => {
    const script = `
      const socket = require('net').connect(80, '${orders().vip}', () => {
        console.log(socket.remoteAddress + ':' + socket.remotePort)
        socket.destroy()
      })`
    expect(await runInPod(node.site, front().pod, script)).toBe(`${orders().vip}:80`)
  })

  it('answers UDP from the service address, connected and unconnected', async () => {
    const moved = await movedBy(async () => {
      for (const mode of ['connected', 'unconnected'] as const)
        expect(await node.service('front').probeDns(node.site.dns.vip, mode)).toBe(
          `answered from ${node.site.dns.vip}`,
        )
    })
    expect(moved).toMatchObject({ 'connect.udp.dns': 1, 'sendmsg.udp.dns': 1, 'delivered.udp.dns': 2 })
  })

  it('refuses a service without backends with EHOSTUNREACH, over TCP and UDP', async () => {
    await loader().send(['service 198.19.63.1 80 tcp', 'service 198.19.63.1 53 udp'])
    const moved = await movedBy(async () => {
      expect(await node.service('front').probeHttp('198.19.63.1', 80)).toBe('EHOSTUNREACH')
      for (const mode of ['connected', 'unconnected'] as const)
        expect(await node.service('front').probeDns('198.19.63.1', mode)).toBe('EHOSTUNREACH')
    })
    expect(moved).toMatchObject({ 'no-backend': 3 })
    expect(moved).not.toHaveProperty('to-stack')
  })

  it('leaves an address and port that is no service as it is', async () => {
    const moved = await movedBy(() => node.service('front').probeHttp(orders().vip, 81))
    expect(moved).not.toHaveProperty('connect.tcp')
    expect(moved['to-stack.front']).toBeGreaterThanOrEqual(1)
  })

  it('keeps a pod that calls its own service on its own loopback', async () => {
    const moved = await movedBy(async () => {
      expect(await node.service('orders').probeHttp(orders().vip, 80)).toBe('200')
    })
    expect(moved).toMatchObject({ 'connect.tcp.orders': 1 })
    expect(moved).not.toHaveProperty('redirected')
  })

  it('drops and counts a call that the policy does not allow, while replies pass by conntrack alone', async () => {
    const moved = await movedBy(async () => {
      expect(await node.service('orders').probeHttp(front().vip, 80)).toBe('timeout')
    })
    expect(moved['dropped.ingress-default.front']).toBeGreaterThanOrEqual(1)
    const reply = await movedBy(async () => {
      expect(await node.service('front').probeHttp(orders().vip, 80)).toBe('200')
    })
    // The replies go in the direction in which new connections were dropped above.
    expect(reply['replies.orders']).toBeGreaterThanOrEqual(3)
    expect(reply).not.toHaveProperty('dropped.ingress-default')
  })

  it('lets the node reach a pod that a policy selects', async () => {
    const script = `require('http').get('http://${orders().pod.address}:8080', (answer) => { console.log(answer.statusCode); answer.resume() })`
    const printed = await run(...inNetns(node.site.netns, [process.execPath, '-e', script]))
    expect(printed).toBe('200')
  })

  it('names the veth whose program is gone, and goes on to police its pod', async () => {
    await loader().send(['detach from_pod:orders'])
    const failed = await failures()
    const veth = `tc program from_pod at ${orders().pod.hostInterface}, pod orders`
    expect(failed).toContainEqual(
      expect.objectContaining({ where: veth, expected: { comparison: 'exactly', count: 0 } }),
    )
    expect(failed).toContainEqual(expect.objectContaining({ where: 'from_pod:orders' }))
    // The program at the other pod's veth enforces the policy now.
    expect(await node.service('orders').probeHttp(front().vip, 80)).toBe('timeout')
  })

  // Testing one attach mode is enough: the hook belongs to the cgroup, and the modes differ only at veths.
  it.runIf(attach === 'tcx')('names the place when connect4 is detached', async () => {
    await loader().send(['detach connect4'])
    const found = (await failures()).map(({ where }) => where)
    expect(found).toEqual(
      expect.arrayContaining(['connect4, from_pod:orders', 'cgroup hook connect4, service orders']),
    )
  })
})

describe.skipIf(skipReason)('the loader of ebpf', () => {
  it.each(['tcx', 'clsact'] as const)('leaves nothing attached when it is killed (%s)', async (attach) => {
    const node = await raiseNodeForTests(ebpfWith(attach))
    const { loader } = node.datapath as InstalledEbpf
    const { programIds } = await loader.ask('attached')
    const present = await programs()
    const page = () => node.service('front').probeHttp('orders.shop', 80)
    try {
      expect(await page()).toBe('200')
      expect(programIds.filter((id) => !present.has(id))).toEqual([])
      process.kill(loader.pid, 'SIGKILL')
      const death = await waitFor('the loader to end', 5000, () => {
        try {
          loader.assertAlive()
          return undefined
        } catch (error) {
          return error
        }
      })
      expect(String(death)).toMatch(/was killed by SIGKILL/)
      expect(await page()).not.toBe('200')
      // clsact filters stay with the node's veths and go with its namespace.
      if (attach === 'tcx') await programsGone(programIds)
    } finally {
      expect(await node.down()).toEqual([])
    }
    await programsGone(programIds)
  })

  it('loses no event of 3,600 connections, sums them by who talked to whom, and keeps each while somebody looks', async () => {
    const node = await raiseNodeForTests(ebpfWith())
    try {
      const end = await node.datapath.flowSource!.begin()
      const orders = node.site.services[1]!
      const script = `
        const net = require('net')
        let left = 3600
        const next = () => {
          if (left-- <= 0) return
          const socket = net.connect(80, '${orders.vip}', () => socket.end())
          socket.resume().on('close', next).on('error', (error) => { console.log(error.code) })
        }
        for (let n = 0; n < 16; n++) next()`
      expect(await runInPod(node.site, node.site.client, script)).toBe('')
      const { loader } = node.datapath as InstalledEbpf
      const counters = await node.datapath.readCounters()
      expect(counters).toMatchObject({ 'connect.tcp.orders': 3600, 'events.lost': 0 })
      const { flows } = await loader.ask('flows')
      const events = (kind: string) => flows.find((flow) => flow.kind === kind && flow.port === 8080)?.events
      expect(events('opened')).toBe(3600)
      expect(events('closed')).toBe(3600)
      const { lines, lost } = await end(new Date(0))
      expect(lost).toBe(0)
      const { graph } = readFlows('ebpf', lines.map((line) => JSON.stringify(line)).join('\n'))
      expect(graph.edges).toContainEqual(
        expect.objectContaining({ from: 'default/client', to: 'shop/orders', port: 8080, connections: 3600 }),
      )
      // Nobody looks any more.
      expect((await loader.ask('kept-flows')).events).toEqual([])
    } finally {
      expect(await node.down()).toEqual([])
    }
  })

  it('names the object that it cannot open', async () => {
    const missing = bpfFile('no-such.bpf.o')
    await expect(run(bpfFile('loader'), ['--probe', missing])).rejects.toThrow(
      `${missing}: No such file or directory`,
    )
  })

  it('sends no event when they are off', async () => {
    const node = await raiseNodeForTests(ebpfWith(), 0, { seeing: 'nothing' })
    try {
      expect(await node.service('front').probeHttp('orders.shop', 80)).toBe('200')
      expect(await node.datapath.readCounters()).toMatchObject({ 'events.sent': 0, 'events.lost': 0 })
      expect(
        (await node.prove('front.default')).filter(({ holds, where }) => !holds && where.startsWith('ring')),
      ).toEqual([])
    } finally {
      expect(await node.down()).toEqual([])
    }
  })

  it('holds 10,000 filler services, and tells what its maps take', async () => {
    const few = await raiseNodeForTests(ebpfWith())
    const many = await raiseNodeForTests(ebpfWith(), 10_000).catch(async (error: unknown) => {
      await few.down()
      throw error
    })
    try {
      expect((await (many.datapath as InstalledEbpf).loader.ask('sizes')).sizes).toMatchObject({
        services: 2 * 10_004,
        backends: 10_004,
      })
      const bytes = async (node: NodeForTests) => (await node.datapath.kernelMemory()).bytes as number
      expect((await bytes(many)) - (await bytes(few))).toBeGreaterThan(10_000 * 2 * 20)
    } finally {
      expect([...(await many.down()), ...(await few.down())]).toEqual([])
    }
  })
})
