import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { requireNeed } from '../../../system/require-need.ts'
import { waitFor } from '../../../system/wait.ts'
import { direct } from '../datapaths/direct/index.ts'
import { raiseNodeForTests, type NodeForTests } from '../testing/node-for-tests.ts'
import type { Pod } from './pod.ts'
import { startInPod } from './process.ts'

describe.skipIf(await requireNeed('linux'))('DNS of an arm', () => {
  let node: NodeForTests
  beforeAll(async () => {
    node = await raiseNodeForTests(direct)
  })
  afterAll(async () => {
    expect(await node.down()).toEqual([])
  })

  /** The IPv4 address that getaddrinfo finds for a name in a pod, or ''. */
  async function resolved(pod: Pod, name: string): Promise<string> {
    const logFile = `${node.site.runtimeDir}/${pod.name}/getent-${name}.log`
    const program = await startInPod({
      pod,
      role: 'app',
      title: 'getent',
      command: ['getent', 'ahostsv4', name],
      logFile,
    })
    await waitFor('getent to end', 10_000, () => program.ended() ?? undefined)
    return program.lastLines().split(/\s/)[0] ?? ''
  }

  it('resolves names as in Kubernetes: short in the own namespace, with a namespace from any', async () => {
    const [front, orders] = node.site.services
    expect(await resolved(front!.pod, 'orders.shop')).toBe(orders!.pod.address)
    expect(await resolved(front!.pod, 'orders.shop.svc')).toBe(orders!.pod.address)
    expect(await resolved(front!.pod, 'orders.shop.svc.cluster.local')).toBe(orders!.pod.address)
    expect(await resolved(front!.pod, 'orders')).toBe('')
    expect(await resolved(node.site.client, 'front')).toBe(front!.pod.address)
    expect(await resolved(orders!.pod, 'kube-dns.kube-system')).toBe(node.site.dns.pod.address)
  })

  it('answers nothing but names of the cluster', async () => {
    expect(await resolved(node.site.client, 'example.com')).toBe('')
  })

  it('counts each query it answered, unknown names too, and none of its own', async () => {
    const before = await node.dns.queries()
    expect(await node.dns.queries()).toBe(before)
    for (let n = 0; n < 5; n++) await node.service('front').probeDns(node.site.dns.pod.address, 'connected')
    expect(await node.dns.queries()).toBe(before + 5)
  })

  it('runs without any rights of root', async () => {
    const status = await readFile(`/proc/${node.dns.program.pid}/status`, 'utf8')
    expect(status).toMatch(/^Name:\tdnsmasq$/m)
    expect(status).toMatch(/^Uid:\t65534\t/m)
    expect(status).toMatch(/^CapEff:\t0+$/m)
  })

  it('keeps its configuration with the results', async () => {
    const kept = await readFile(`${node.site.configDir}/dnsmasq.conf`, 'utf8')
    expect(kept).toContain(
      `host-record=orders.shop.svc.cluster.local,${node.site.services[1]!.pod.address}\n`,
    )
  })
})
