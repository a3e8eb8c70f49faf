/** Cilium as the whole network of a real cluster: the arms prove their path, and notice when a test changes it. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { HopClock } from '../../arm/hop-clock.ts'
import type { MeasuredTrial } from '../../results/record.ts'
import { requireNeed } from '../../system/require-need.ts'
import { apply, remove } from './api/apply.ts'
import { findMeshDatapath } from './plan/cluster-plan.ts'
import { loadMeshes } from './mesh/all-meshes.ts'
import { BY_CILIUM, testAttempts } from './testing/attempt-tests.ts'
import { dryRun, makeNamespaces, objectsOf } from './testing/dry-run.ts'
import { judged, testStoppedRelay } from './testing/flow-tests.ts'
import { broken, brokenProofs, tryArm, untilWhole } from './testing/judge-arm.ts'
import { openKind, type ClusterForTests, type KindForTests, type RaisedArm } from './testing/raise-arms.ts'
import { armSpec } from './testing/run-site.ts'
import { CLIENT_END, outsideOfCaller, pagesAtEnds, sendClockedPages } from './testing/clocked-pages.ts'
import { testIdentityCases } from './testing/policy-cases/test-identity-cases.ts'
import { testScenarioPolicies } from './testing/policy-cases/test-scenario-policies.ts'
import { meshObjects } from './workload/mesh-objects.ts'

/** Settings of the whole machine that the agent would change. */
const SETTINGS = ['unprivileged_bpf_disabled', 'timer_migration']
const readSettings = () =>
  SETTINGS.map((name) => `${name} ${readFileSync(`/proc/sys/kernel/${name}`, 'utf8')}`)

/** In three namespaces of two files' kinds: orders may call stock, and nobody may call orders but the client. */
const NETWORK_POLICIES = `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: orders, namespace: shop }
spec:
  podSelector: { matchLabels: { app: orders } }
  ingress:
    - from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: default } } }]
      ports: [{ port: http }]
---
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: { name: stock, namespace: back }
spec:
  endpointSelector: { matchLabels: { app: stock } }
  ingress:
    - fromEndpoints: [{ matchLabels: { 'k8s:io.kubernetes.pod.namespace': shop } }]
---
apiVersion: cilium.io/v2
kind: CiliumClusterwideNetworkPolicy
metadata: { name: no-stock }
spec:
  endpointSelector: { matchLabels: { app: orders } }
  enableDefaultDeny: { ingress: false }
  ingressDeny:
    - fromEndpoints: [{ matchLabels: { app: stock } }]
`

const NO_RANGE = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'refused', namespace: 'shop' },
  spec: { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: 'nowhere' } }] }] },
}

describe.skipIf(await requireNeed('cluster'))('a cluster with Cilium', () => {
  const { mesh, datapath } = findMeshDatapath(loadMeshes(), 'cilium')
  let run: KindForTests
  let cluster: ClusterForTests
  let raised: RaisedArm
  let image: string
  const settings = readSettings()

  beforeAll(async () => {
    run = await openKind([armSpec('cilium')])
    raised = await run.raise('cilium')
    cluster = await run.cluster('cilium')
    image = (await raised.pod('stock')).containers[0]!.image
  })
  afterAll(async () => {
    expect(await run.down()).toEqual([])
    expect(readSettings()).toEqual(settings)
  })

  test('every proof holds', async () => {
    expect(broken(await raised.arm.verify())).toEqual([])
  })

  test('the settings of the machine are as they were', () => {
    expect(readSettings()).toEqual(settings)
  })

  test('Relay has the flows of the arm, with both calls of a page by pod name', async () => {
    const observed = await raised.arm.flows!()
    expect(observed.about).toMatchObject({
      ...{ source: 'Hubble Relay', emitter: { name: 'Hubble' }, unknownSince: null },
    })
    expect(judged(observed)).toMatchObject({ unread: 0, found: 2, edges: 2, missed: [], invented: [] })
  })

  test('a trial: Hubble counts the flows of the node, and nobody claims to know their bytes', async () => {
    const { record } = await tryArm(raised.arm, run.site.folder)
    const { seen } = record as MeasuredTrial
    expect(seen!.events).toBeGreaterThan(0)
    expect(seen!.bytes).toHaveProperty('notMeasured')
  })

  test("the hop clock stamps every call at both ends, beside Cilium's own programs on the sockets", async () => {
    const clock = run.hopClock as HopClock
    const { arm } = raised
    const sent = await sendClockedPages(clock, arm, run.site.folder)
    expect(await arm.down()).toEqual([])
    const records = await clock.collect()
    raised = await run.raise('cilium')
    expect(records.lost).toBe(0)
    expect(outsideOfCaller(records)).toEqual([])
    const seen = pagesAtEnds(records, arm)
    const pages = seen[CLIENT_END]!
    expect(pages).toBeGreaterThanOrEqual(sent)
    expect(seen).toEqual({
      [CLIENT_END]: pages,
      'app of orders answers 1': pages,
      'app of orders calls 11': pages,
      'app of stock answers 11': pages,
    })
  })

  test('its API server accepts each object of its arms, those with HTTP rules too, and refuses a broken one', async () => {
    const names = await makeNamespaces(cluster.api, run.site.runId)
    const all = mesh.datapaths.flatMap((one) => objectsOf(mesh, one, names))
    expect(await dryRun(cluster.api, all)).toEqual([])
    const policy = all.find(({ kind }) => kind === 'CiliumNetworkPolicy')!
    const ports = [{ port: '8080', protocol: 'CARRIER-PIGEON' }]
    const noProtocol = { ...policy, spec: { endpointSelector: {}, ingress: [{ toPorts: [{ ports }] }] } }
    await expect(apply(cluster.api, [noProtocol], true)).rejects.toThrow(
      /could not apply CiliumNetworkPolicy .*: 422 .*protocol: Unsupported value/s,
    )
    const misspelt = { ...policy, spec: { endpointSelector: {}, ingres: [] } }
    await expect(apply(cluster.api, [misspelt], true)).rejects.toThrow(/\.spec\.ingres: field not declared/)
  })

  test('a removed policy is noticed, because a forbidden call gets through', async () => {
    const { arm, names } = raised
    const policy = meshObjects(mesh, { ...run.site, names, datapath, image: '', databaseImage: '' }).find(
      ({ metadata }) => metadata.name === 'orders',
    )!
    await remove(cluster.api, policy)
    const found = await brokenProofs(arm)
    await apply(cluster.api, [policy])
    expect(found).toContainEqual({
      claim: 'stock may not call orders',
      where: 'stock → orders',
      observed: '200',
    })
    await untilWhole(arm)
  })

  test.each(['nft', 'legacy'])(
    'a rule like those of kube-proxy is found on the node, by iptables-%s',
    async (tables) => {
      const iptables = `iptables-${tables}`
      const chain = 'KUBE-SVC-HOPBENCHTEST'
      await cluster.onNode([iptables, '-t', 'nat', '-N', chain])
      try {
        expect(broken(await raised.arm.verify())).toEqual([
          { claim: 'No rule of iptables translates a service', where: 'cluster', observed: '1' },
        ])
      } finally {
        await cluster.onNode([iptables, '-t', 'nat', '-X', chain])
      }
      expect(broken(await raised.arm.verify())).toEqual([])
    },
  )

  describe('with attempts', () =>
    testAttempts(() => ({
      ...{ run, raised, injected: { nightly: [] } },
      replace: (again) => (raised = again),
      expected: BY_CILIUM,
    })))

  describe('with flows', () => testStoppedRelay(() => ({ cluster, raised })))

  describe('with policies of a scenario', () =>
    testScenarioPolicies(() => ({
      ...{ run, cluster, raised, policies: NETWORK_POLICIES, outcome: 'dropped' },
      refused: NO_RANGE,
      refusedAt:
        /policies\.yaml:\d+:\d+ {2}spec\.ingress\[0\]\.from\[0\]\.ipBlock\.cidr {2}is refused by the API server: .*nowhere/,
    })))

  describe('with the cases of policies', () => testIdentityCases(() => ({ cluster, image })))
})
