/** Istio sidecars, plain chains and kube-proxy in one real cluster: the arms prove their path, and notice when a test changes it. */
import { statSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { HopClock } from '../../arm/hop-clock.ts'
import { requireNeed } from '../../system/require-need.ts'
import type { MeasuredTrial, CpuWindow, Memory, Role } from '../../results/record.ts'
import { runIdle } from '../../engine/run-idle.ts'
import { apply, remove } from './api/apply.ts'
import { findMeshDatapath } from './plan/cluster-plan.ts'
import { loadMeshes } from './mesh/all-meshes.ts'
import { clusterOptions } from './kind/testing/cluster-flags.ts'
import { BY_CONNECTION_TRACKING, BY_SIDECARS_WITH_MTLS, testAttempts } from './testing/attempt-tests.ts'
import { dryRun, makeNamespaces, objectsOf } from './testing/dry-run.ts'
import { testExistingCluster } from './testing/existing-cluster-tests.ts'
import { testFaults } from './testing/fault-tests.ts'
import { judged, testLogAfterLoad, testLogTurnedOff, testReusedAddresses } from './testing/flow-tests.ts'
import { peerAuthentication, withoutSidecars } from './testing/istio.ts'
import { broken, brokenProofs, tryArm, untilWhole } from './testing/judge-arm.ts'
import { testKubeProxy } from './testing/kube-proxy-tests.ts'
import { flushOutgoing } from './testing/network-of-pod.ts'
import { openKind, type ClusterForTests, type KindForTests, type RaisedArm } from './testing/raise-arms.ts'
import { armSpec } from './testing/run-site.ts'
import { testScenarioPolicies } from './testing/policy-cases/test-scenario-policies.ts'
import { testSidecarCases } from './testing/policy-cases/test-sidecar-cases.ts'
import { meshObjects } from './workload/mesh-objects.ts'
import { CLIENT_END, outsideOfCaller, pagesAtEnds, sendClockedPages } from './testing/clocked-pages.ts'
import { APP_CONTAINER } from './workload/manifests.ts'

const PLAIN = 'direct-istio-sidecar'
const within = 'istio-sidecar'
const SCRAPED = 'istio-sidecar-metrics'
const ARMS = [
  armSpec('istio-sidecar', { seeing: 'tracing' }),
  armSpec('istio-sidecar-mtls', { seeing: 'requests' }),
  armSpec('direct', { name: PLAIN, within, isTwin: true }),
  armSpec('kube-proxy-iptables', { within }),
  armSpec('istio-sidecar', { name: SCRAPED, seeing: 'metrics' }),
]
/** API groups of kinds that neither Kubernetes nor Istio has. */
const OF_OTHERS = [
  'cilium.io',
  'consul.hashicorp.com',
  'gateway.envoyproxy.io',
  'gateway.networking.k8s.io',
  'kuma.io',
  'policy.linkerd.io',
]
const IDLE_MS = 1000
/** Orders take calls of the client only, and stock those of orders only; the second is written for the whole mesh. */
const AUTHORIZATION_POLICIES = `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: of-client, namespace: shop }
spec:
  selector: { matchLabels: { app: orders } }
  rules:
    - from: [{ source: { principals: [cluster.local/ns/default/sa/client] } }]
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: of-orders, namespace: istio-system }
spec:
  selector: { matchLabels: { app: stock } }
  action: DENY
  rules:
    - from: [{ source: { notNamespaces: [sh*] } }]
      to: [{ operation: { hosts: [stock.back] } }]
`

const NO_RANGE = {
  apiVersion: 'security.istio.io/v1',
  kind: 'AuthorizationPolicy',
  metadata: { name: 'refused', namespace: 'shop' },
  spec: { rules: [{ from: [{ source: { ipBlocks: ['nowhere'] } }] }] },
}

describe.skipIf(await requireNeed('cluster'))('a cluster with Istio', () => {
  const meshes = loadMeshes()
  let run: KindForTests
  let cluster: ClusterForTests
  const raised = new Map<string, RaisedArm>()
  const of = (name: string) => raised.get(name)!
  const mtls = () => of('istio-sidecar-mtls')
  const othersThan = ({ arm }: RaisedArm) =>
    [...raised.values()].map((one) => one.arm).filter((one) => one !== arm)

  beforeAll(async () => {
    run = await openKind(ARMS)
    for (const { name } of ARMS) raised.set(name, await run.raise(name))
    cluster = await run.cluster('istio-sidecar')
  })
  afterAll(async () => {
    expect(await run.down()).toEqual([])
  })

  test('is one cluster for all of them', () => {
    expect(run.site.clusters).toHaveLength(1)
    expect(run.site.clusters[0]!.arms).toEqual(ARMS.map(({ name }) => name))
  })

  test.each(ARMS.map(({ name }) => name))('every proof of %s holds', async (name) => {
    expect(broken(await of(name).arm.verify())).toEqual([])
  })

  test('the API server and the webhooks of Istio accept each object of every mesh whose kind they know', async () => {
    const names = await makeNamespaces(cluster.api, run.site.runId)
    const all = meshes.flatMap((mesh) =>
      mesh.datapaths.flatMap((datapath) => objectsOf(mesh, datapath, names)),
    )
    const unknown = await dryRun(cluster.api, all)
    expect([...new Set(unknown)].toSorted()).toEqual(OF_OTHERS)
    const [deployment] = all.filter(({ kind }) => kind === 'Deployment')
    const broken = { ...deployment!, spec: { ...(deployment!['spec'] as object), replicas: -1 } }
    await expect(apply(cluster.api, [broken], true)).rejects.toThrow(
      /could not apply Deployment .*: 422 .*replicas.*greater than or equal to 0/s,
    )
    // The definition of the kind accepts any text, but the webhook does not.
    const policy = all.find(({ kind }) => kind === 'AuthorizationPolicy')!
    const nowhere = { ...policy, spec: { rules: [{ from: [{ source: { ipBlocks: ['nowhere'] } }] }] } }
    await expect(apply(cluster.api, [nowhere], true)).rejects.toThrow(
      /could not apply AuthorizationPolicy .*admission webhook "\S*istio\S*" denied the request.*nowhere/s,
    )
  })

  test('a trial: every container is accounted for under load, and all samples arrive', async () => {
    const { arm } = mtls()
    const idle = (await runIdle(arm, othersThan(mtls()), 0, IDLE_MS)).cpu as CpuWindow
    const { record, rawFile } = await tryArm(arm, run.site.folder, { others: othersThan(mtls()) })
    expect(record.status).not.toBe('failed')
    const { cpu, memory, ledger, seen } = record as MeasuredTrial
    const loaded = cpu as CpuWindow
    const usedBy = (cpu: CpuWindow, pod: string, role: Role) =>
      cpu.units.find((unit) => unit.pod === pod && unit.role === role)?.us ?? NaN
    for (const [pod, role] of [
      ['orders', 'app'],
      ['orders', 'proxy'],
      ['stock', 'app'],
      ['stock', 'proxy'],
      ['client', 'proxy'],
      ['client', 'client'],
    ] as const)
      expect(usedBy(loaded, pod, role), `${role} of ${pod}`).toBeGreaterThan(2 * usedBy(idle, pod, role))
    expect(loaded.controlPlaneUs).toBeGreaterThan(0)
    // Istiod has a reading of its own, which may be 0: without pushes it sleeps through a window of this length.
    expect(usedBy(loaded, 'istiod', 'control-plane')).toBeGreaterThanOrEqual(0)
    expect(loaded.otherArmsUs).toBeLessThan(loaded.proxyUs / 2)
    expect((memory as Memory).proxyBytes).toBeGreaterThan(0)
    expect(ledger).toMatchObject({ failed: 0, timedOut: 0 })
    // A page is two calls, each of which two proxies log.
    expect(seen).toMatchObject({ lost: 0 })
    expect(seen!.events).toBeGreaterThanOrEqual(4 * ledger.completed)
    // Four timestamps and the number of each page, as doubles.
    expect(statSync(rawFile).size).toBe(ledger.completed * 5 * 8)
  })

  test('every request of a trial has its spans at the collector, whose CPU is the arm’s', async () => {
    const sidecars = of('istio-sidecar')
    const { record } = await tryArm(sidecars.arm, run.site.folder, { others: othersThan(sidecars) })
    const { ledger, seen, cpu } = record as MeasuredTrial
    expect(seen).toMatchObject({ lost: 0 })
    expect(seen!.events).toBeGreaterThanOrEqual(4 * ledger.completed)
    expect(seen!.bytes).toBeGreaterThan(100 * seen!.events)
    const collector = (cpu as CpuWindow).units.find(({ pod }) => pod === 'collector')
    expect(collector).toMatchObject({ role: 'agent' })
    expect(collector!.us).toBeGreaterThan(0)
  })

  test('scrapes go on while an arm runs', async () => {
    const { arm } = of(SCRAPED)
    await arm.thaw()
    const before = await arm.seen!()
    // Three proxies within 15 s.
    await expect
      .poll(async () => (await arm.seen!()).events, { timeout: 20_000 })
      .toBeGreaterThan(before.events)
    await arm.freeze()
    expect((await arm.seen!()).lost).toBe(0)
  })

  test('the flows of an arm that is measured with its log are in that log', async () => {
    const observed = await mtls().arm.flows!()
    expect(observed.about).toMatchObject({ switchedOn: [], unknownSince: null })
    expect(judged(observed)).toMatchObject({ found: 2, missed: [], invented: [] })
  })

  describe('with flows', () => {
    testLogAfterLoad(() => ({ cluster, raised: of('istio-sidecar') }))
    testLogTurnedOff(() => ({ cluster, raised: of('istio-sidecar') }))
  })

  test('says what its sidecars reserve, as the values of the mesh set it; a chain without sidecars reserves nothing', () => {
    const reserved = mtls().arm.reservations
    if (!('proxies' in reserved)) throw new Error(reserved.notMeasured)
    expect(reserved.proxies.map(({ pod }) => pod).toSorted()).toEqual(['client', 'orders', 'stock'])
    const { meshValues } = clusterOptions()
    if (meshValues[mtls().arm.spec.datapath] === undefined)
      for (const proxy of reserved.proxies)
        expect(proxy).toMatchObject({ container: 'istio-proxy', cores: 0.01, memoryBytes: 40 * 2 ** 20 })
    expect(of(PLAIN).arm.reservations).toEqual({ proxies: [] })
  })

  test('says how it differs from the pinned installation, with the names of images', async () => {
    const { arm } = mtls()
    const { images: pinned } = findMeshDatapath(meshes, arm.spec.datapath).mesh
    const { containers } = await mtls().pod('stock')
    const image = containers.find(({ role }) => role === 'proxy')!.image
    const asPinned = pinned.some((pin) => image.startsWith(pin))
    const { missing } = arm.fidelity
    expect(missing.some((text) => text.startsWith(`runs the image ${image}, `))).toBe(!asPinned)
    const { nodeImage, meshValues } = clusterOptions()
    expect(missing.some((text) => text.startsWith('node image '))).toBe(nodeImage !== undefined)
    const isChanged = !asPinned || nodeImage !== undefined || meshValues[arm.spec.datapath] !== undefined
    expect(arm.fidelity.level).toBe(isChanged ? 'modified' : 'as shipped')
  })

  test('the hop clock stamps every call of a page at every socket, those of sidecars too, in arms that run beside each other', async () => {
    const clock = run.hopClock as HopClock
    const all = [...raised.values()].map(({ arm }) => arm)
    const arms = all.filter(({ spec }) => spec.name !== SCRAPED)
    const sent = new Map<string, number>()
    for (const arm of arms) sent.set(arm.spec.name, await sendClockedPages(clock, arm, run.site.folder))
    // Only when its connections end the last exchange of each is complete.
    for (const arm of all) expect(await arm.down()).toEqual([])
    const records = await clock.collect()
    for (const { name } of ARMS) raised.set(name, await run.raise(name))
    expect(records.lost).toBe(0)
    expect(outsideOfCaller(records)).toEqual([])
    const programs = (pages: number) => ({
      [CLIENT_END]: pages,
      'app of orders answers 1': pages,
      'app of orders calls 11': pages,
      'app of stock answers 11': pages,
    })
    // Between a program and the sidecar of its own pod.
    const loopback = (pages: number) => ({
      'proxy of client answers 1': pages,
      'proxy of orders calls 1': pages,
      'proxy of orders answers 11': pages,
      'proxy of stock calls 11': pages,
    })
    const wire = (pages: number) => ({
      'proxy of client calls 1': pages,
      'proxy of orders answers 1': pages,
      'proxy of orders calls 11': pages,
      'proxy of stock answers 11': pages,
    })
    const [sidecars, encrypted, ...plain] = arms
    for (const arm of arms) {
      const seen = pagesAtEnds(records, arm)
      const pages = seen[CLIENT_END]!
      expect(pages).toBeGreaterThanOrEqual(sent.get(arm.spec.name)!)
      expect(seen).toEqual({
        ...programs(pages),
        ...(plain.includes(arm) ? {} : loopback(pages)),
        ...(arm === sidecars ? wire(pages) : {}),
      })
    }
    const tls = records.exchanges.filter(({ unit, isTls }) => isTls && unit.arm === encrypted!.spec.name)
    expect(new Set(tls.map(({ unit, side }) => `${unit.role} of ${unit.pod}, ${side}`))).toEqual(
      new Set([
        'proxy of client, caller',
        'proxy of orders, callee',
        'proxy of orders, caller',
        'proxy of stock, callee',
      ]),
    )
  })

  test('its proxies log flows only while flows are collected', async () => {
    const sidecars = of('istio-sidecar')
    const { arm } = sidecars
    const observed = await arm.flows!()
    expect(observed.about).toMatchObject({ sees: 'requests', unknownSince: null })
    const { found, edges, calls, unread } = judged(observed)
    expect(unread).toBe(0)
    expect(found).toBe(edges)
    expect('seen' in calls && calls.seen).toBe('made' in calls && calls.made)
    const { items } = await cluster.api.objects.list('telemetry.istio.io/v1', 'Telemetry')
    const ours = [...sidecars.names.namespaces.values()]
    expect(items.filter(({ metadata }) => ours.includes(metadata!.namespace!))).toEqual([])
  })

  describe('whose path is broken after it was proved', () => {
    test('accepted plain text is noticed, because the uninjected pod gets an answer', async () => {
      const { arm, names } = mtls()
      const namespace = names.namespaceOf('stock')
      await apply(cluster.api, [peerAuthentication(namespace, 'PERMISSIVE')])
      const found = await brokenProofs(arm)
      await apply(cluster.api, [peerAuthentication(namespace, 'STRICT')])
      expect(found).toEqual([
        {
          claim: 'A pod outside the mesh is refused, without an answer in HTTP',
          where: 'stranger → stock',
          observed: '403',
        },
      ])
      await untilWhole(arm)
    })

    test('a removed policy is noticed, because a forbidden call gets through', async () => {
      const { arm, names } = mtls()
      const { mesh, datapath } = findMeshDatapath(meshes, arm.spec.datapath)
      const policy = meshObjects(mesh, { ...run.site, names, datapath, image: '', databaseImage: '' }).find(
        ({ kind, metadata }) => kind === 'AuthorizationPolicy' && metadata.name === 'orders',
      )!
      await remove(cluster.api, policy)
      const found = await brokenProofs(arm)
      await apply(cluster.api, [policy])
      expect(found).toEqual([
        { claim: 'stock may not call orders', where: 'stock → orders', observed: '200' },
      ])
      await untilWhole(arm)
    })

    test('calls that bypass a sidecar are answered, and noticed by its counters', async () => {
      const sidecars = of('istio-sidecar')
      const { arm } = sidecars
      const [pid] = cluster.processesIn(await sidecars.pod('orders'), APP_CONTAINER)
      const restore = await flushOutgoing(pid!)
      const found = await brokenProofs(arm)
      await restore()
      expect(found).toEqual([
        { claim: 'The sidecar of orders sent every call of stock', where: 'orders → stock', observed: '0' },
        { claim: 'The sidecar of orders sent nothing else', where: 'orders', observed: '0' },
        {
          claim: 'the collector received a span of every request from every proxy on its way',
          where: 'collector',
          observed: expect.any(String) as string,
        },
      ])
      await untilWhole(arm)
    })

    test('a pod without a sidecar is named, before any other proof reads it', async () => {
      expect(await mtls().arm.down()).toEqual([])
      const restore = await withoutSidecars(cluster.api, 'client')
      const { arm } = await run.raise('istio-sidecar-mtls')
      expect(broken(await arm.verify())).toEqual([
        { claim: 'Every pod has a sidecar', where: 'pods client', observed: 'in 2' },
      ])
      expect(await arm.down()).toEqual([])
      await restore()
    })
  })

  describe('with kube-proxy', () => {
    const here = () => ({ cluster, raised: of('kube-proxy-iptables') })
    testReusedAddresses(() => ({
      ...here(),
      run,
      replace: (again) => raised.set('kube-proxy-iptables', again),
    }))
    testKubeProxy(here)
  })

  describe('with attempts, by sidecars with mutual TLS', () =>
    testAttempts(() => ({
      ...{ run, raised: mtls(), injected: { nightly: ['istio-proxy'] } },
      replace: (again) => raised.set('istio-sidecar-mtls', again),
      expected: BY_SIDECARS_WITH_MTLS,
    })))

  describe('with attempts, by the connection tracking of the node', () =>
    testAttempts(() => ({
      ...{ run, raised: of('kube-proxy-iptables'), injected: { nightly: [] } },
      replace: (again) => raised.set('kube-proxy-iptables', again),
      expected: BY_CONNECTION_TRACKING,
    })))

  describe('with policies of a scenario', () =>
    testScenarioPolicies(() => ({
      ...{ run, cluster, raised: mtls(), policies: AUTHORIZATION_POLICIES, outcome: '403' },
      refused: NO_RANGE,
      refusedAt:
        /policies\.yaml:\d+:\d+ {2}is refused by the API server: admission webhook "\S*istio\S*" denied .*nowhere/,
    })))

  describe('with the cases of policies', () => {
    let image = ''
    beforeAll(async () => {
      image = (await of(PLAIN).pod('stock')).containers[0]!.image
    })
    testSidecarCases(() => ({ cluster, image }))
  })

  describe('as an existing cluster', () => {
    let workloadImage = ''
    beforeAll(async () => {
      workloadImage = (await of(PLAIN).pod('stock')).containers[0]!.image
    })
    testExistingCluster(() => ({ cluster, workloadImage, folder: run.site.folder }))
  })

  describe('with failures', () => testFaults(() => ({ run, cluster, raised: of(PLAIN) })))
})
