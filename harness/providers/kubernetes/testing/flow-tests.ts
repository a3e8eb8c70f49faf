/** Tests of flows in a running cluster: what a source sees, and what is said when it was switched off, or stopped, in the middle. */
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { completenessOf } from '../../../flows/completeness.ts'
import { readFlows } from '../../../flows/read-flows.ts'
import { FLOW_PAGES, type Observed } from '../../../arm/observe-pages.ts'
import { waitFor } from '../../../system/wait.ts'
import { apply, remove } from '../api/apply.ts'
import type { ClusterForTests, KindForTests, RaisedArm } from './raise-arms.ts'
import { TOPOLOGY } from './run-site.ts'

export interface FlowContext {
  cluster: ClusterForTests
  raised: RaisedArm
}

/** A control plane configures its proxies within a second; on a busy machine it has taken more than four. */
const CONFIGURED_WITHIN_MS = 60_000
/** Istio's proxies write their log once a second. */
const LOGGED_MS = 2000
const ENDED_WITHIN_MS = 60_000

/** How much of the truth is in what was seen. */
export function judged({ lines, about }: Observed) {
  const { graph, unread } = readFlows('flows', lines.map((line) => JSON.stringify(line)).join('\n'))
  return { unread, ...completenessOf(graph, about) }
}

const pages = async ({ arm }: RaisedArm, count: number): Promise<number> => {
  await arm.warmUp({
    driver: 'warm-up',
    page: TOPOLOGY.page,
    port: arm.servicePort,
    connection: 'per-request',
    pages: count,
  })
  return count
}

/** Nothing is known, which is not the same as that nothing was called. */
function expectUnknown({ lines, about }: Observed, why: RegExp): void {
  expect(lines).toEqual([])
  expect(about.calls.map(({ from, to }) => `${from} ${to}`)).toContain('client orders')
  expect(about.unknownSince).toMatchObject({ since: expect.any(String) as string })
  expect(about.unknownSince!.why).toMatch(why)
}

/** Leaves the cluster without Relay. */
export function testStoppedRelay(here: () => FlowContext): void {
  test('a Relay that is stopped in the middle leaves flows unknown', async () => {
    const { cluster, raised } = here()
    const { core } = cluster.api
    const relay = { name: 'hubble-relay', namespace: 'kube-system' }
    const seen = await raised.arm.flows!(async () => {
      const sent = await pages(raised, 3)
      await apply(cluster.api, [
        {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          metadata: relay,
          spec: { replicas: 0 },
        },
      ])
      const pods = { namespace: relay.namespace, labelSelector: 'k8s-app=hubble-relay' }
      await waitFor(
        'Relay to end',
        ENDED_WITHIN_MS,
        async () => (await core.listNamespacedPod(pods)).items.length === 0 || undefined,
        500,
      )
      return sent
    })
    expectUnknown(seen, /hubble observe/)
  })
}

/** Proxies keep what a load opened for an hour, so that each worker of a proxy has some connections that are older than the log. */
const CONNECTIONS = 24

export function testLogAfterLoad(here: () => FlowContext): void {
  test('a log that is switched on has every call, also where a load has left connections between the proxies', async () => {
    const { raised } = here()
    const { arm } = raised
    const nothing = () => Promise.resolve()
    await arm.runClosedLoop(
      {
        ...{ driver: 'closed-loop', page: TOPOLOGY.page, port: arm.servicePort },
        ...{ connections: CONNECTIONS, warmUpMs: 200, measureMs: 1000 },
      },
      { began: nothing, ended: nothing },
    )
    const seen = await arm.flows!()
    expect(seen.about.unknownSince).toBeNull()
    expect(judged(seen)).toMatchObject({
      found: 2,
      missed: [],
      invented: [],
      calls: { seen: 2 * FLOW_PAGES, made: 2 * FLOW_PAGES },
    })
  })
}

export function testLogTurnedOff(here: () => FlowContext): void {
  test('a log that somebody removes in the middle leaves flows unknown, and names what has gone', async () => {
    const { cluster, raised } = here()
    const seen = await raised.arm.flows!(async () => {
      const sent = await pages(raised, 3)
      const { items } = await cluster.api.objects.list('telemetry.istio.io/v1', 'Telemetry')
      const ours = new Set(raised.names.namespaces.values())
      for (const { metadata } of items)
        if (ours.has(metadata!.namespace!))
          await remove(cluster.api, telemetry(metadata!.namespace!, metadata!.name!, {}))
      return sent
    })
    expectUnknown(seen, /switched off meanwhile: Telemetry .*hopbench-flows has gone/)
  })

  test('a log that is off in one pod only leaves flows unknown, and names the pod', async () => {
    const { cluster, raised } = here()
    const namespace = raised.names.namespaceOf('stock')
    const off = telemetry(namespace, 'off', {
      selector: { matchLabels: { app: 'stock' } },
      accessLogging: [{ disabled: true }],
    })
    const seen = await raised.arm.flows!(async () => {
      await apply(cluster.api, [off])
      return (await pagesUntilUnlogged(here(), 'stock')) + (await pages(raised, 3))
    })
    await remove(cluster.api, off)
    expectUnknown(seen, /Istio access log of \S*\/stock-\S+ lacks the last call that was made/)
  })
}

/** Sends pages until the proxy of a service logs none of them. Returns how many. */
async function pagesUntilUnlogged({ cluster, raised }: FlowContext, service: string): Promise<number> {
  const { namespace, pod: name } = await raised.pod(service)
  const container = 'istio-proxy'
  const logged = async () =>
    (await cluster.api.core.readNamespacedPodLog({ namespace, name, container }))
      .split('\n')
      .filter((line) => line.startsWith('{')).length
  let sent = 0
  await waitFor(`the proxy of ${service} to log nothing`, CONFIGURED_WITHIN_MS, async () => {
    const before = await logged()
    sent += await pages(raised, 1)
    await sleep(LOGGED_MS)
    return (await logged()) === before || undefined
  })
  return sent
}

const telemetry = (namespace: string, name: string, spec: object) => ({
  apiVersion: 'telemetry.istio.io/v1',
  kind: 'Telemetry',
  metadata: { name, namespace },
  spec,
})

/** @param here the arm is removed and raised again */
export function testReusedAddresses(
  here: () => FlowContext & { run: KindForTests; replace: (again: RaisedArm) => void },
): void {
  test('connections are seen by the kernel, from pod to pod by the service asked, also where pods have the addresses of pods before them', async () => {
    const { cluster, raised, run, replace } = here()
    const addressesOf = async (one: RaisedArm) =>
      Promise.all(['client', 'orders', 'stock'].map(async (name) => (await one.pod(name)).address))
    const before = await addressesOf(raised)
    const first = await raised.arm.flows!()
    expect(first.about).toMatchObject({ sees: 'connections', unknownSince: null, lost: 0 })
    const { connections, ...whole } = judged(first)
    expect(whole).toMatchObject({ found: 2, missed: [], invented: [], unread: 0 })
    expect('seen' in connections && connections.seen).toBe('made' in connections && connections.made)

    const changed = await raised.arm.flows!(async () => {
      const sent = await pages(raised, 3)
      const { namespace, pod: name } = await raised.pod('client')
      await cluster.api.core.deleteNamespacedPod({ name, namespace, gracePeriodSeconds: 0 })
      return sent
    })
    expectUnknown(changed, /^pod client .*: it has gone/)

    expect(await raised.arm.down()).toEqual([])
    // The allocator of addresses goes on behind the last one that it gave away. It reads no address from a file that ends in a new line.
    await cluster.onNode([
      ...['sh', '-c'],
      `for file in $(find /run/cni-ipam-state /var/lib/cni/networks -name 'last_reserved_ip*' 2>/dev/null); do printf %s ${beforeLowest(before)} > $file; done`,
    ])
    const again = await run.raise(raised.arm.spec.name)
    replace(again)
    const after = await addressesOf(again)
    expect(after.filter((address) => before.includes(address))).not.toEqual([])
    const second = await again.arm.flows!()
    expect(judged(second)).toMatchObject({ found: 2, missed: [], invented: [], unread: 0 })
  })
}

/** The address before the lowest of these, which are of one node: "10.244.0.16" of "10.244.0.17" and "10.244.0.20". */
function beforeLowest(addresses: readonly string[]): string {
  const last = Math.min(...addresses.map((address) => Number(address.split('.').at(-1))))
  return addresses[0]!.replace(/\d+$/, String(last - 1))
}
