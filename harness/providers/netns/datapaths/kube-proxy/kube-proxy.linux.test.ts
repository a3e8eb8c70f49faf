import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FlowLine } from '../../../../flows/hubble.ts'
import { readFlows } from '../../../../flows/read-flows.ts'
import { run } from '../../../../system/command.ts'
import { inNetns } from '../../../../system/network-namespace.ts'
import { requireNeed } from '../../../../system/require-need.ts'
import { withoutCounts } from '../../../../testing/host-state.ts'
import { raiseNodeForTests, type NodeForTests } from '../../testing/node-for-tests.ts'
import { kubeProxyWith } from './index.ts'
import { MASQUERADED, translatedTo } from '../../netfilter/rules.ts'

const BACKENDS = ['nft', 'legacy'] as const
const ORDERS = translatedTo('shop/orders:http')
const DNS = translatedTo('kube-system/kube-dns:dns')

/** Bytes: holds the events of some connections, but not of forty. */
const SMALL_BUFFER = 65_536

const hostRules = async () =>
  withoutCounts(
    (await Promise.all(BACKENDS.map((backend) => run(`iptables-${backend}-save`, [])))).join('\n'),
  )

describe.skipIf(await requireNeed('linux')).each(BACKENDS)('kube-proxy rules with iptables-%s', (backend) => {
  let node: NodeForTests
  let hostRulesBefore: string
  const onNode = (...command: string[]) => run(...inNetns(node.site.netns, command))

  beforeAll(async () => {
    hostRulesBefore = await hostRules()
    node = await raiseNodeForTests(kubeProxyWith(backend, SMALL_BUFFER))
  })
  afterAll(async () => {
    expect(await node.down()).toEqual([])
  })

  /** By how much `act` moved each counter. */
  async function movedBy(act: () => Promise<void>) {
    const read = async () => ({
      ...(await node.datapath.readCounters()),
      dnsQueries: await node.dns.queries(),
    })
    const before: Record<string, number> = await read()
    await act()
    return Object.fromEntries(
      Object.entries(await read()).map(([name, after]) => [name, after - (before[name] ?? NaN)]),
    )
  }

  it('carries each connection to a service name to its pod and counts it once', async () => {
    const accepted = (await node.service('orders').stats()).connectionsAccepted
    const moved = await movedBy(async () => {
      for (let n = 0; n < 7; n++) expect(await node.service('front').probeHttp('orders.shop', 80)).toBe('200')
    })
    expect(moved[ORDERS]).toBe(7)
    expect((await node.service('orders').stats()).connectionsAccepted - accepted).toBe(7)
    expect(moved[MASQUERADED]).toBe(0)
    // The resolver first searches in front's own namespace, then in all. It asks for A records only: the pods have no IPv6.
    expect(moved['dnsQueries']).toBe(14)
    expect(moved[DNS]).toBeGreaterThanOrEqual(1)
    expect(moved[DNS]).toBeLessThanOrEqual(14)
  })

  it('carries DNS over UDP from its service address to connected and unconnected sockets', async () => {
    for (const mode of ['connected', 'unconnected'] as const)
      expect(await node.service('front').probeDns(node.site.dns.vip, mode)).toBe(
        `answered from ${node.site.dns.vip}`,
      )
  })

  it('masquerades a pod that calls its own service', async () => {
    const moved = await movedBy(async () => {
      expect(await node.service('orders').probeHttp('orders.shop', 80)).toBe('200')
    })
    expect(moved).toMatchObject({ [ORDERS]: 1, [MASQUERADED]: 1 })
  })

  /** Looks while `act` runs. */
  async function look(act: () => Promise<unknown>) {
    const end = await node.datapath.flowSource!.begin()
    const from = new Date()
    await act()
    const { lines, lost } = await end(from)
    return { lines: lines as FlowLine[], lost }
  }
  const pages = async (count: number) => {
    for (let n = 0; n < count; n++)
      expect(await node.service('front').probeHttp(node.site.services[1]!.vip, 80)).toBe('200')
  }

  it('is seen by the kernel’s connection tracking: each connection once, from pod to pod, by the service asked', async () => {
    const { lines, lost } = await look(async () => {
      await pages(7)
      expect(await node.service('orders').probeHttp('orders.shop', 80)).toBe('200')
    })
    expect(lost).toBe(0)
    const { graph, unread } = readFlows('kube-proxy', lines.map((line) => JSON.stringify(line)).join('\n'))
    expect(unread).toBe(0)
    expect(
      graph.edges.map(({ from, to, port, connections, verdicts }) => ({
        edge: `${from} → ${to}:${port}`,
        ...(port === 8080 && { connections, verdicts }),
      })),
    ).toEqual([
      { edge: 'default/front → shop/orders:8080', connections: 7, verdicts: { FORWARDED: 7 } },
      { edge: 'shop/orders → kube-system/dns:53' },
      // The node masquerades a pod that calls itself, but the flow has the pod.
      { edge: 'shop/orders → shop/orders:8080', connections: 1, verdicts: { FORWARDED: 1 } },
    ])
    const services = lines.flatMap(({ flow }) => flow?.destination_service?.name ?? [])
    expect(new Set(services)).toEqual(new Set(['orders', 'kube-dns']))
    // Each ended, and the service closed nothing twice.
    expect(lines.filter(({ flow }) => flow?.l4?.TCP?.flags?.FIN)).toHaveLength(8)
  })

  it('counts what the kernel could not hand to a listener that is late', async () => {
    const { lines, lost } = await look(async () => {
      const pids = readFileSync(join(node.site.cgroup, 'node', 'agent', 'cgroup.procs'), 'utf8')
      const pid = Number(pids.trim())
      process.kill(pid, 'SIGSTOP')
      await pages(40)
      process.kill(pid, 'SIGCONT')
    })
    expect(lost).toBeGreaterThan(0)
    expect(lines.at(-1)).toMatchObject({
      lost_events: { source: 'PERF_EVENT_RING_BUFFER', num_events_lost: String(Number(lost)) },
    })
    expect(lines.length).toBeGreaterThan(1)
  })

  it('does not answer at a port that is no service', async () => {
    const vip = node.site.services[0]!.vip
    expect(await node.service('front').probeHttp(vip, 81)).not.toMatch(/^\d+$/)
  })

  it('leaves the rules of the host as they were', async () => {
    expect(await hostRules()).toBe(hostRulesBefore)
  })

  it('states its backend and where the rules of called services stand', () => {
    expect(node.datapath.settings).toMatchObject({
      'iptables backend': expect.stringContaining(backend === 'nft' ? '(nf_tables)' : '(legacy)') as string,
      'rule of a called service': 'number 1 to 4 of 4, evenly spread',
    })
  })

  it('proves its claims', async () => {
    const failed = (await node.prove('orders.shop')).filter(({ holds }) => !holds)
    // A service sends the pages here, so the proofs of requests by caller, which expect the client, are left out.
    expect(failed.filter(({ source }) => !source.includes("service's own"))).toEqual([])
  })

  // Testing one backend is enough: the contract test of all datapaths breaks the rules of the other backend.
  it.runIf(backend === 'legacy')('fails every claim by name once the nat table is flushed', async () => {
    await onNode(`iptables-${backend}`, '-t', 'nat', '-F')
    // Call by address: with a name each page would take seconds to fail.
    const failed = (await node.prove(node.site.services[1]!.vip)).filter((proof) => !proof.holds)
    expect(failed.map((proof) => proof.where)).toEqual(
      expect.arrayContaining([
        'client',
        'node, KUBE-SEP of shop/orders:http',
        'node, KUBE-SEP of kube-system/kube-dns:dns',
        'node, KUBE-POSTROUTING',
        'pod front',
      ]),
    )
  })
})

describe.skipIf(await requireNeed('linux'))('kube-proxy rules among 3000 idle services', () => {
  it('reach the called services, and their memory is measured', async () => {
    const node = await raiseNodeForTests(kubeProxyWith('nft'), 3000)
    try {
      expect(
        (await node.prove('orders.shop')).filter(({ holds, where }) => !holds && where !== 'front'),
      ).toEqual([])
      expect(node.datapath.settings['rule of a called service']).toBe(
        'number 376 to 2629 of 3004, evenly spread',
      )
      const { bytes } = await node.datapath.kernelMemory()
      // Less than a tenth, or more than ten times, of what 3000 services take would be the memory of something else.
      expect(bytes).toBeGreaterThan(1_200_000)
      expect(bytes).toBeLessThan(120_000_000)
    } finally {
      expect(await node.down()).toEqual([])
    }
  })
})
