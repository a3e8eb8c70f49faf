/** Envoy Gateway in a real cluster: two arms share its one Envoy, prove their path, and notice calls that skip it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { topologySchema } from '../../scenario/schema.ts'
import { requireNeed } from '../../system/require-need.ts'
import type { MeasuredTrial, Memory } from '../../results/record.ts'
import { TARGET_PORT } from '../shared/ports.ts'
import { apply } from './api/apply.ts'
import { loadMeshes } from './mesh/all-meshes.ts'
import { findMeshDatapath } from './plan/cluster-plan.ts'
import { dryRun, makeNamespaces, objectsOf } from './testing/dry-run.ts'
import { judged } from './testing/flow-tests.ts'
import { broken, brokenProofs, tryArm, untilWhole } from './testing/judge-arm.ts'
import { openKind, type ClusterForTests, type KindForTests, type RaisedArm } from './testing/raise-arms.ts'
import { armSpec } from './testing/run-site.ts'

const NAME = 'envoy-gateway'
const SECOND = 'second'
const ARMS = [armSpec(NAME), armSpec(NAME, { name: SECOND })]
const SYSTEM = 'envoy-gateway-system'
/** The Envoys of the gateway, by the label that mesh.yaml selects. */
const ENVOYS = 'gateway.envoyproxy.io/owning-gateway-name=central'

/** Of the two calls of stock, the second goes past the gateway, and nobody calls prices in another way. */
const BYPASS = topologySchema.parse({
  services: {
    orders: {
      namespace: 'shop',
      steps: [
        { call: 'stock.back' },
        { call: 'stock.back', to: 'pod-address' },
        { call: 'prices', to: 'pod-address' },
      ],
    },
    stock: { namespace: 'back' },
    prices: { namespace: 'shop' },
  },
  page: [{ call: 'orders.shop' }],
})

describe.skipIf(await requireNeed('cluster'))('a cluster with Envoy Gateway', () => {
  const { mesh, datapath } = findMeshDatapath(loadMeshes(), NAME)
  let run: KindForTests
  let cluster: ClusterForTests
  const raised = new Map<string, RaisedArm>()
  const first = () => raised.get(NAME)!

  beforeAll(async () => {
    run = await openKind(ARMS)
    for (const { name } of ARMS) raised.set(name, await run.raise(name))
    cluster = await run.cluster(NAME)
  })
  afterAll(async () => {
    expect(await run.down()).toEqual([])
  })

  test.each(ARMS.map(({ name }) => name))(
    'every proof of %s holds, beside another arm with the same bare names',
    async (name) => {
      expect(run.site.clusters).toHaveLength(1)
      expect(broken(await raised.get(name)!.arm.verify())).toEqual([])
    },
  )

  test('its one gateway logs no request', async () => {
    const { items } = await cluster.api.core.listNamespacedPod({ namespace: SYSTEM, labelSelector: ENVOYS })
    expect(items).toHaveLength(1)
    const log = await cluster.api.core.readNamespacedPodLog({
      ...{ namespace: SYSTEM, name: items[0]!.metadata!.name!, container: 'envoy' },
    })
    expect(log).not.toContain('response_code')
  })

  test('its log is on while flows are collected: the requests of the arm alone, from pod to pod', async () => {
    const { arm } = first()
    const observed = await arm.flows!(async () => {
      const { arm: other } = raised.get(SECOND)!
      await other.verify('counters')
      const pages = 5
      const { page } = run.site.topology
      await arm.warmUp({
        driver: 'warm-up',
        page,
        port: arm.servicePort,
        connection: 'per-request',
        pages,
      })
      return pages
    })
    expect(observed.about).toMatchObject({ sees: 'requests', unknownSince: null })
    const { calls, ...whole } = judged(observed)
    expect(whole).toMatchObject({ found: 2, missed: [], invented: [], unread: 0 })
    expect('seen' in calls && calls.seen).toBe('made' in calls && calls.made)
    const proxy = (await cluster.api.objects.read({
      ...{ apiVersion: 'gateway.envoyproxy.io/v1alpha1', kind: 'EnvoyProxy' },
      metadata: { name: 'central', namespace: SYSTEM },
    })) as { spec?: { telemetry?: object } }
    expect(proxy.spec?.telemetry).toEqual({ accessLog: { disable: true } })
  })

  test('a trial: the CPU and memory of the gateway are those of the arm, in no pod of a service', async () => {
    const { record } = await tryArm(first().arm, run.site.folder, { others: [raised.get(SECOND)!.arm] })
    expect(record.status).not.toBe('failed')
    const { cpu, memory, ledger } = record as MeasuredTrial
    expect(ledger).toMatchObject({ failed: 0, timedOut: 0 })
    const units = 'units' in cpu ? cpu.units.filter(({ role }) => role === 'proxy') : []
    expect(units.map(({ pod }) => pod)).toEqual(['envoy'])
    expect(units[0]!.us).toBeGreaterThan(0)
    expect((memory as Memory).proxyBytes).toBeGreaterThan(0)
  })

  test('its API server accepts each object of an arm, and refuses a broken route', async () => {
    const names = await makeNamespaces(cluster.api, run.site.runId)
    const all = objectsOf(mesh, datapath, names)
    expect(await dryRun(cluster.api, all)).toEqual([])
    const route = all.find(({ kind }) => kind === 'HTTPRoute')!
    const bad = { ...route, spec: { ...(route['spec'] as object), hostnames: ['not a host'] } }
    await expect(apply(cluster.api, [bad], true)).rejects.toThrow(/could not apply HTTPRoute .*hostnames/s)
  })

  test('calls that skip the gateway are answered, and noticed by its counters', async () => {
    const { arm } = first()
    const [orders, stock] = await Promise.all([first().pod('orders'), first().pod('stock')])
    const { spec } = await cluster.api.core.readNamespacedService({ name: 'central', namespace: SYSTEM })
    // On the node, before kube-proxy's own rules.
    const skip = (action: '--insert' | '--delete') =>
      cluster.onNode([
        ...['iptables', '--table', 'nat', action, 'PREROUTING', '--protocol', 'tcp', '--dport', '80'],
        ...['--source', orders.address, '--destination', spec!.clusterIP!],
        ...['--jump', 'DNAT', '--to-destination', `${stock.address}:${TARGET_PORT}`],
      ])
    await skip('--insert')
    const found = await brokenProofs(arm)
    await skip('--delete')
    expect(found).toEqual([
      { claim: 'The gateway carried every request to stock', where: 'stock', observed: '0' },
    ])
    await untilWhole(arm)
  })

  test('calls of a scenario that skip the gateway: every proof holds, and its log shows what it did not carry', async () => {
    expect(await first().arm.down()).toEqual([])
    run.site.topology = BYPASS
    const { arm } = await run.raise(NAME)
    expect(broken(await arm.verify())).toEqual([])
    const observed = await arm.flows!()
    const { pages } = observed.about
    expect(judged(observed)).toMatchObject({
      ...{ edges: 3, found: 2, invented: [] },
      missed: [expect.objectContaining({ from: 'orders', to: 'prices' })],
      calls: { seen: 2 * pages, made: 4 * pages },
    })
  })
})
