/** Tests of a cluster whose egress is closed: its own names and services work, no packet leaves, and the proof notices opened egress. */
import { renderObserved } from '../../../../results/render-evidence.ts'
import { expect, test } from 'vitest'
import { waitFor } from '../../../../system/wait.ts'
import { captureWire } from '../../../../arm/wire-capture.ts'
import type { ClusterApi } from '../../api/connect.ts'
import { proveEgressClosed } from '../egress/egress-proof.ts'
import { TABLE } from '../egress/egress-rules.ts'
import { closeEgress } from '../egress/egress.ts'
import type { TestCluster } from './raise-test-cluster.ts'
import { NAMESPACE, NODE_PORT, tryFromPod } from './test-pods.ts'

const DNS_WITHIN_MS = 90_000

const connectFromPod = (host: string) => `
  const { connect } = await import('node:net')
  const socket = connect({ host: '${host}', port: 80, timeout: 5000 })
  socket.on('connect', () => { console.log('connected'); process.exit() })
  socket.on('timeout', () => { console.log('no answer'); process.exit() })
  socket.on('error', (error) => console.log(error.code))`

export function testEgress(here: () => TestCluster & { api: ClusterApi }): void {
  const node = () => here().cluster.nodes[0]!

  test('proves it', async () => {
    const proofs = await proveEgressClosed(here().cluster)
    expect(proofs.filter(({ holds }) => !holds)).toEqual([])
    expect(proofs.map(({ where }) => where)).toEqual([node(), node()])
  })

  test('still resolves and reaches its own services, and is reached by NodePort', async () => {
    const get = (url: string) => `console.log(await (await fetch('${url}')).text())`
    // CoreDNS may not have seen the new service yet, and asks the API server again by a backoff.
    const byName = () => tryFromPod(here().api, get(`http://server.${NAMESPACE}`))
    expect(await waitFor('the name of the service', DNS_WITHIN_MS, byName, 500)).toBe('hello')
    const { status: state } = await here().api.core.readNamespacedPod({
      name: 'server',
      namespace: NAMESPACE,
    })
    expect(await tryFromPod(here().api, get(`http://${state!.podIP!}:8080`))).toBe('hello')
    const { status: host } = await here().api.core.readNode({ name: node() })
    const address = host!.addresses!.find(({ type }) => type === 'InternalIP')!.address
    expect(await (await fetch(`http://${address}:${NODE_PORT}`)).text()).toBe('hello')
    // From the node's own network, by the service's address.
    const { spec } = await here().api.core.readNamespacedService({ name: 'server', namespace: NAMESPACE })
    expect(await here().engine.exec(node(), ['curl', '-s', '-m', '5', `http://${spec!.clusterIP!}`])).toBe(
      'hello',
    )
  })

  test('answers that names outside do not exist', async () => {
    const script = `
      const { lookup } = await import('node:dns/promises')
      await lookup('example.com').then(({ address }) => console.log(address), ({ code }) => console.log(code))`
    expect(await tryFromPod(here().api, script)).toBe('ENOTFOUND')
  })

  test('refuses egress of pods and nodes at once, and no packet of it is on the wire', async () => {
    const bridge = await bridgeOf(here())
    const seen = await captureWire('/proc/self/ns/net', bridge, await foreignTraffic(here()), async () => {
      expect(await tryFromPod(here().api, connectFromPod('192.0.2.1'))).toBe('ECONNREFUSED')
      expect(await tryFromPod(here().api, connectFromPod('2001:db8::1'))).toMatch(/ECONNREFUSED|ENETUNREACH/)
      // An address in the pod subnet that no pod has.
      expect(await tryFromPod(here().api, connectFromPod('10.244.200.1'))).toBe('ECONNREFUSED')
      await proveEgressClosed(here().cluster)
      await here()
        .engine.exec(node(), ['getent', 'hosts', 'example.com'], { timeoutMs: 20_000 })
        .catch(() => undefined)
    })
    expect(seen.packets).toBe(0)
  })

  test.each([
    ['a chain is emptied', ['nft', 'flush', 'chain', 'inet', TABLE, 'forward']],
    ['the table is gone', ['nft', 'delete', 'table', 'inet', TABLE]],
  ])('reports the node when %s, without sending anything, and can be closed again', async (_, sabotage) => {
    await here().engine.exec(node(), sabotage)
    const proofs = await proveEgressClosed(here().cluster)
    expect(proofs.map(({ where, holds }) => ({ where, holds }))).toEqual([
      { where: node(), holds: false },
      { where: node(), holds: false },
    ])
    expect(renderObserved(proofs[1]!.observed)).toMatch(/^not tried/)
    await closeEgress(here().cluster, here().api)
    expect((await proveEgressClosed(here().cluster)).every(({ holds }) => holds)).toBe(true)
  })
}

/** The bridge on this machine that every packet leaving a node passes. */
async function bridgeOf({ engine }: TestCluster): Promise<string> {
  if (engine.name === 'podman')
    return engine.run(['network', 'inspect', 'kind', '--format', '{{.NetworkInterface}}'])
  const id = await engine.run(['network', 'inspect', 'kind', '--format', '{{.Id}}'])
  return `br-${id.slice(0, 12)}`
}

/** A tcpdump filter for packets of this node to any address outside of its own network. Other clusters use the same bridge. */
async function foreignTraffic({ engine, cluster }: TestCluster): Promise<string> {
  const [link] = JSON.parse(
    await engine.exec(cluster.nodes[0]!, ['ip', '-json', 'address', 'show', 'eth0']),
  ) as { address: string; addr_info: { local: string; prefixlen: number; family: string; scope: string }[] }[]
  const global = link!.addr_info.filter(({ scope }) => scope === 'global')
  const own = global.map(({ local, prefixlen, family }) =>
    family === 'inet' ? networkOf(local, prefixlen) : `${local.split(':').slice(0, 4).join(':')}::/64`,
  )
  // Where netfilter handles bridged packets, answers to this machine's own connections carry the original address, so it is excluded.
  const nets = [...own, '127.0.0.0/8', 'ff02::/16', 'fe80::/10']
    .map((net) => `and not dst net ${net}`)
    .join(' ')
  return `ether src ${link!.address} and (ip or ip6) ${nets}`
}

function networkOf(address: string, length: number): string {
  const bits = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  const size = 2 ** (32 - length)
  const start = Math.floor(bits / size) * size
  return `${[24, 16, 8, 0].map((shift) => String(Math.floor(start / 2 ** shift) % 256)).join('.')}/${length}`
}
