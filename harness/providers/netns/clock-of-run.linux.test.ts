/** The clock over whole arms: its counts against those of the services, through every datapath. */
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { ClockRecords, Exchange } from '../../arm/hop-clock.ts'
import type { RunningHopClock } from '../../instruments/hop-clock/hop-clock.ts'
import { topologySchema } from '../../scenario/schema.ts'
import { run } from '../../system/command.ts'
import { inNetns } from '../../system/network-namespace.ts'
import { requireNeed } from '../../system/require-need.ts'
import type { ServiceCounters } from '../../workload/counters.ts'
import { datapaths } from './datapaths/index.ts'
import { runInPod } from './datapaths/ebpf/testing/pod-script.ts'
import { TARGET_PORT, type NodeSite } from './datapath.ts'
import { readStatistics, sumOf } from './envoy/admin.ts'
import { adminSocketIn } from './envoy/envoy.ts'
import { control } from './node/service-control.ts'
import { raiseArmForTests, type ArmForTests } from './testing/raise-arm-for-tests.ts'

const CHAIN = topologySchema.parse({
  services: { orders: { steps: [{ call: 'stock' }] }, stock: { steps: [{ call: 'prices' }] }, prices: {} },
  page: [{ call: 'orders' }],
})
const SERVICES = ['orders', 'stock', 'prices']
/** A sidecar's part of the chain: how often each proxy is called for a page, and calls. */
const PROXY_CALLS = { client: 1, orders: 2, stock: 2, prices: 1 }
const NO_EDGES = { began: () => Promise.resolve(), ended: () => Promise.resolve() }

const raise = async (name: string) => {
  const datapath = datapaths.find(({ description }) => description.name === name)!
  const raised = await raiseArmForTests(datapath, CHAIN, { withHopClock: true })
  onTestFinished(async () => expect(await raised.down()).toEqual([]))
  if ('notMeasured' in raised.hopClock) throw new Error(raised.hopClock.notMeasured)
  return { ...raised, clock: raised.hopClock }
}

/** Requests that the services have counted so far. */
const requestsOf = async (site: NodeSite): Promise<Record<string, number>> => {
  const counts = SERVICES.map(async (name) => {
    const { requests } = await control<ServiceCounters>(
      join(site.runtimeDir, name, 'control.sock'),
      'GET',
      '/stats',
    )
    return [name, Object.values(requests.byCaller).reduce((sum, count) => sum + count, 0)] as const
  })
  return Object.fromEntries(await Promise.all(counts))
}

/** Requests that each pod's Envoy says it took and sent on. */
const requestsOfEnvoys = async (site: NodeSite, pods: readonly string[]) =>
  Object.fromEntries(
    await Promise.all(
      pods.map(async (pod) => {
        const statistics = await readStatistics(adminSocketIn(join(site.runtimeDir, pod, 'proxy')))
        return [
          pod,
          {
            downstream: sumOf(statistics, /^http\.(?!admin).*\.downstream_rq_total$/),
            upstream: sumOf(statistics, /^cluster\..*\.upstream_rq_total$/),
          },
        ] as const
      }),
    ),
  )

const sendPages = (arm: ArmForTests['arm'], site: NodeSite) =>
  arm.runPaced(
    {
      ...{ driver: 'paced', page: CHAIN.page, port: arm.servicePort, pagesPerSecond: 60, seed: 'hop clock' },
      ...{ connection: 'keep-alive', warmUpMs: 200, measureMs: 1500, timeoutMs: 5000 },
      rawFile: join(site.runtimeDir, 'raw.f64'),
    },
    NO_EDGES,
  )

/** Sends pages while the clock records, takes the arm down, and returns what clock and services have counted. */
async function clockedPages<Counted>(
  { arm, site, clock }: ArmForTests & { clock: RunningHopClock },
  countWhileUp?: () => Promise<Counted>,
) {
  const before = await requestsOf(site)
  await clock.recording(true)
  await sendPages(arm, site)
  await clock.recording(false)
  const after = await requestsOf(site)
  const whileUp = await countWhileUp?.()
  expect(await arm.down()).toEqual([])
  const records = await clock.collect()
  expect(records.lost).toBe(0)
  expect(records.odd).toEqual([])
  expect(records.exchanges.every(isInOrder)).toBe(true)
  const sent = Object.fromEntries(SERVICES.map((name) => [name, after[name]! - before[name]!]))
  return { records, sent, whileUp }
}

const isInOrder = ({ requestFirstNs, requestLastNs, responseFirstNs, responseLastNs }: Exchange) =>
  requestFirstNs <= requestLastNs && requestLastNs < responseFirstNs && responseFirstNs <= responseLastNs

const count = (
  { exchanges }: ClockRecords,
  pod: string,
  side: Exchange['side'],
  isProxy = false,
  tls = false,
) =>
  exchanges.filter(
    (exchange) =>
      exchange.unit.pod === pod &&
      exchange.side === side &&
      exchange.isTls === tls &&
      (exchange.unit.role === 'proxy') === isProxy,
  ).length

/** The exchanges of the programs, whatever is between them. */
const countsOfApps = (records: ClockRecords) => ({
  called: SERVICES.map((name) => count(records, name, 'callee')),
  calling: ['client', 'orders', 'stock'].map((name) => count(records, name, 'caller')),
})
const asCounted = (sent: Record<string, number>) => ({
  called: SERVICES.map((name) => sent[name]),
  calling: SERVICES.map((name) => sent[name]),
})

describe.skipIf(await requireNeed('linux', 'bpf'))('the hop clock of a run', () => {
  it.each(['direct', 'kube-proxy-iptables', 'ebpf'])(
    'counts the exchanges of %s as the services do, with nothing between them',
    async (name) => {
      const raised = await raise(name)
      const { records, sent } = await clockedPages(raised)
      expect(sent['orders']).toBeGreaterThan(60)
      expect(countsOfApps(records)).toEqual(asCounted(sent))
      expect(records.exchanges.length).toBe(2 * SERVICES.length * sent['orders']!)
      for (const { enteredNs, synNs, establishedNs } of records.connects) {
        expect(synNs).toBeLessThan(establishedNs)
        if (enteredNs !== null) expect(enteredNs).toBeLessThan(synNs)
      }
    },
  )

  it('counts each of the exchanges of a sidecar, as its Envoys do', async () => {
    const raised = await raise('sidecar')
    const proxies = Object.keys(PROXY_CALLS)
    const before = await requestsOfEnvoys(raised.site, proxies)
    const { records, sent, whileUp } = await clockedPages(raised, () =>
      requestsOfEnvoys(raised.site, proxies),
    )
    expect(countsOfApps(records)).toEqual(asCounted(sent))
    for (const [pod, calls] of Object.entries(PROXY_CALLS)) {
      expect(count(records, pod, 'caller', true)).toBe(calls * sent['orders']!)
      expect(whileUp![pod]!.upstream - before[pod]!.upstream).toBe(count(records, pod, 'caller', true))
      expect(whileUp![pod]!.downstream - before[pod]!.downstream).toBe(count(records, pod, 'callee', true))
    }
  })

  it('sees encrypted exchanges between proxies, the first of each connection within the handshake', async () => {
    const raised = await raise('sidecar-mtls')
    await sendPages(raised.arm, raised.site) // opens most of the connections
    const { records, sent } = await clockedPages(raised)
    const pages = sent['orders']!
    expect(countsOfApps(records)).toEqual(asCounted(sent))
    for (const [caller, callee] of [
      ['client', 'orders'],
      ['orders', 'stock'],
      ['stock', 'prices'],
    ] as const) {
      const seen = count(records, caller, 'caller', true, true)
      expect(seen).toBe(count(records, callee, 'callee', true, true))
      expect(seen).toBeLessThanOrEqual(pages)
      expect(seen).toBeGreaterThan(pages / 2)
    }
    expect(records.exchanges.filter(({ isTls, mark }) => isTls && mark !== null)).toEqual([])
  })

  it('finds the mark of a page at every socket on its way', async () => {
    const { arm, site, clock } = await raise('sidecar')
    await clock.recording(true)
    await runInPod(
      site,
      site.client,
      `fetch('http://orders.default:${arm.servicePort}/p0000071000000000').then((answer) => console.log(answer.status))`,
    )
    await clock.recording(false)
    await arm.down()
    const { exchanges } = await clock.collect()
    const marked = exchanges.filter(({ mark }) => mark?.page === 7 && mark.path === '1')
    expect(marked.map(({ unit, side }) => `${unit.pod} ${unit.role} ${side}`).toSorted()).toEqual([
      'client client caller',
      'client proxy callee',
      'client proxy caller',
      'orders app callee',
      'orders proxy callee',
      'orders proxy caller',
    ])
  })

  it.each([
    { half: 'request', sender: 'client', side: 'caller', match: ['-d', '--dport'] },
    { half: 'response', sender: 'orders', side: 'callee', match: ['-s', '--sport'] },
  ] as const)(
    'flags the $half of an exchange in which a segment was lost, and still delivers it',
    async (lost) => {
      const raised = await raise('direct')
      const { address } = raised.site.services[0]!.pod
      const [addressFlag, portFlag] = lost.match
      const segments = ['-p', 'tcp', addressFlag, address, portFlag, `${TARGET_PORT}`]
      // Without their acknowledgements and SYNs: where the last segment of a handshake is lost, the kernel shows the request that ends
      // it to the listener alone, and the clock rightly says that it saw no request.
      const withPayload = ['-m', 'length', '--length', '80:']
      const every20th = ['-m', 'statistic', '--mode', 'nth', '--every', '20', '--packet', '0']
      const drop = ['iptables', '-A', 'FORWARD', ...segments, ...withPayload, ...every20th, '-j', 'DROP']
      await sendPages(raised.arm, raised.site) // opens the connections
      await run(...inNetns(raised.site.netns, drop))
      const { records, sent } = await clockedPages(raised)
      expect(countsOfApps(records)).toEqual(asCounted(sent))
      const flagged = records.exchanges.filter(({ retransmitted }) => retransmitted[lost.half])
      const ofSender = flagged.filter(({ unit, side }) => unit.pod === lost.sender && side === lost.side)
      expect(ofSender.length).toBeGreaterThan(0)
      expect(ofSender.length).toBeLessThan(sent['orders']!)
      // Only the hop with the losses is flagged, and only at its two sockets.
      for (const { unit, side } of flagged)
        expect(['client caller', 'orders callee']).toContain(`${unit.pod} ${side}`)
    },
  )
})
