import { existsSync, readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run } from '../../../../system/command.ts'
import { inNetns } from '../../../../system/network-namespace.ts'
import { requireNeed } from '../../../../system/require-need.ts'
import { SERVICE_PORT } from '../../datapath.ts'
import { chooseBackend } from '../../netfilter/backend.ts'
import { translatedTo } from '../../netfilter/rules.ts'
import { tryFrom } from '../../proofs/attempts.ts'
import { makeProxyDirectory, startEnvoy, waitUntilReady } from '../../envoy/envoy.ts'
import { sidecar } from './index.ts'
import { broken, raiseMesh, type RaisedMesh } from './testing/raise-mesh.ts'

const skip = await requireNeed('linux')

describe.skipIf(skip)('sidecars', () => {
  let mesh: RaisedMesh
  beforeAll(async () => (mesh = await raiseMesh(sidecar)))
  afterAll(async () => {
    expect(await mesh.down()).toEqual([])
  })

  test("each proxy's CPU is read on its own", () => {
    expect(mesh.installed.units.map(({ pod }) => pod)).toEqual(['client', 'orders', 'stock', 'prices'])
    for (const unit of mesh.installed.units) expect(unit.cpuUs()).toBeGreaterThan(0)
  })

  test('a pod that calls its own service goes out and comes in through its proxy', async () => {
    const moved = await mesh.countersMovedBy(async () => {
      expect(await mesh.service('prices').probeHttp('prices.back', SERVICE_PORT)).toBe('200')
    })
    expect(moved).toMatchObject({ 'prices: requests out': 1, 'prices: requests in': 1 })
  })

  test('a name the mesh does not know goes to the address it was meant for, translated on the node', async () => {
    const [orders] = mesh.site.services
    const moved = await mesh.countersMovedBy(async () => {
      const attempt = { address: orders!.vip, port: SERVICE_PORT, host: 'elsewhere.example' }
      expect(await tryFrom(mesh.site.client, 'program', [attempt])).toEqual(['HTTP 200'])
    })
    expect(moved).toMatchObject({ 'client: connections aside': 1, [translatedTo('shop/orders:http')]: 1 })
  })

  test('the error for an Envoy that does not start has the last lines of Envoy', async () => {
    const { pod } = mesh.site.dns
    const directory = await makeProxyDirectory(mesh.site, pod)
    const started = await startEnvoy(mesh.site, pod, directory, { no_such_field: 1 })
    await expect(waitUntilReady(started)).rejects.toThrow(
      /Envoy of dns exited with code 1[\s\S]*no_such_field/,
    )
  })

  test('an Envoy that was killed is noticed, with its name', async () => {
    mesh.installed.assertAlive()
    const [, orders] = mesh.installed.processes()
    process.kill(orders!.pid, 'SIGKILL')
    await expect
      .poll(
        () => {
          try {
            mesh.installed.assertAlive()
            return ''
          } catch (error) {
            return String(error)
          }
        },
        { timeout: 10_000 },
      )
      .toMatch(/Envoy of orders was killed by SIGKILL/)
  })
})

describe.skipIf(skip)('sidecars', () => {
  test('redirect rules that are gone from one pod are found out, with the pod named', async () => {
    // Remove the rules before any traffic: connections that are already open would break with them, and no page would arrive.
    const mesh = await raiseMesh(sidecar)
    const flush = [`iptables-${await chooseBackend(mesh.site)}`, '--table', 'nat', '--flush']
    await run(...inNetns(mesh.site.services[1]!.pod.netns, flush))
    const failures = broken(await mesh.prove()).map(({ claim, where, observed }) => ({
      claim,
      where,
      observed,
    }))
    expect(await mesh.down()).toEqual([])
    expect(failures).toEqual([
      {
        claim: 'every call of the pod went out through its proxy',
        where: 'Envoy of stock',
        observed: { count: 0 },
      },
      { claim: 'calls of prices were routed to it', where: 'Envoy of stock', observed: { count: 0 } },
      {
        claim: 'every call of the pod came in through its proxy',
        where: 'Envoy of stock',
        observed: { count: 0 },
      },
      expect.objectContaining({ where: 'node, KUBE-SEP of back/prices:http' }),
    ])
  })

  test('of ten services all eleven come up and are proved, and nothing of them is left when they are taken down', async () => {
    const names = Array.from({ length: 10 }, (_, n) => `service-${n}`)
    const mesh = await raiseMesh(sidecar, {
      services: Object.fromEntries(names.map((name) => [name, {}])),
      page: [{ parallel: names.map((call) => ({ call })) }],
    })
    const pids = mesh.installed.processes().map(({ pid }) => pid)
    expect(pids).toHaveLength(11)
    expect(broken(await mesh.prove())).toEqual([])
    expect(await mesh.down()).toEqual([])
    expect(pids.filter((pid) => existsSync(`/proc/${pid}/exe`))).toEqual([])
    expect(readdirSync('/run/netns').filter((name) => name.startsWith(mesh.site.netns))).toEqual([])
    expect(existsSync(mesh.site.cgroup)).toBe(false)
    expect(existsSync(mesh.site.runtimeDir)).toBe(false)
  })
})
