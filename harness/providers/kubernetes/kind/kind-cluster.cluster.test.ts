/** One real cluster: that it is nobody else's, closed, given images, accounted for, paused and removed. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cgroupCpuUs } from '../../../account/cgroup.ts'
import { UnavailableError, UsageError } from '../../../errors.ts'
import { createCleanup } from '../../../system/cleanup.ts'
import { run } from '../../../system/command.ts'
import { nodesOfCluster, removeKindCluster } from '../../../system/kind-clusters.ts'
import { requireNeed } from '../../../system/require-need.ts'
import { waitFor } from '../../../system/wait.ts'
import { captureWire } from '../../wire-capture.ts'
import { connect, type ClusterApi } from '../api/connect.ts'
import { buildWorkloadImage } from '../workload-image/build-image.ts'
import { proveWayOutClosed } from './egress-proof.ts'
import { TABLE } from './egress-rules.ts'
import { closeWayOut } from './egress.ts'
import { createKindCluster, openKindCluster } from './kind-cluster.ts'
import { imagesOfNode, loadImages } from './load-images.ts'
import { findContainerCgroup, nodeCgroup } from './node-cgroups.ts'
import { pullImages } from './pull-images.ts'
import { raiseTestCluster, type TestCluster } from './testing/raise-test-cluster.ts'
import { NAMESPACE, NODE_PORT, startTestPods, tryFromPod } from './testing/test-pods.ts'

const status = () => undefined
const NO_MESH = { name: 'none', images: [] }
/** Nobody's (RFC 2606), so that no registry of this name answers anywhere. */
const NOWHERE = 'registry.invalid/hopbench/missing:v1'

const connectFromPod = (host: string) => `
  const { connect } = await import('node:net')
  const socket = connect({ host: '${host}', port: 80, timeout: 5000 })
  socket.on('connect', () => { console.log('connected'); process.exit() })
  socket.on('timeout', () => { console.log('no answer'); process.exit() })
  socket.on('error', (error) => console.log(error.code))`

describe.skipIf(await requireNeed('cluster'))('a kind cluster', () => {
  let here: TestCluster
  let api: ClusterApi
  let node = ''
  let image = ''
  const homeBefore = kubeconfigOfUser()

  beforeAll(async () => {
    here = await raiseTestCluster()
    api = connect(here.cluster.kubeconfigFile)
    node = here.cluster.nodes[0]!
    await closeWayOut(here.cluster, api)
    const workload = await buildWorkloadImage(here.engine, here.folder, here.request.mayPull)
    image = workload.image
    await loadImages(here.cluster, { mesh: NO_MESH, workload, status })
    await startTestPods(api, image)
  })
  afterAll(async () => {
    expect(await here.cleanup.run()).toEqual([])
    await removeKindCluster(here.engine, here.cluster.name)
  })

  test("has an API server on loopback only, and credentials of its own: the user's are not touched", async () => {
    const kubeconfig = readFileSync(here.cluster.kubeconfigFile, 'utf8')
    expect(/server: (.*):\d+/.exec(kubeconfig)?.[1]).toBe('https://127.0.0.1')
    expect((await api.version.getCode()).gitVersion).toMatch(/^v1\./)
    expect(kubeconfigOfUser()).toEqual(homeBefore)
  })

  test('is left alone by whoever would make another of its name', async () => {
    const cleanup = createCleanup()
    const again = createKindCluster({ ...here.request, cleanup })
    await expect(again).rejects.toThrow(UnavailableError)
    await expect(again).rejects.toThrow(/already, and it is not this run's\n {2}→ .*kind delete cluster/)
    expect(await cleanup.run()).toEqual([])
    expect(await nodesOfCluster(here.engine, here.cluster.name)).toEqual(here.cluster.nodes)
    await api.version.getCode()
  })

  describe('whose way out is closed', () => {
    test('proves it', async () => {
      const proofs = await proveWayOutClosed(here.cluster)
      expect(proofs.filter(({ holds }) => !holds)).toEqual([])
      expect(proofs.map(({ place }) => place)).toEqual([node, node])
    })

    test('still resolves and reaches its own services, and is reached by NodePort', async () => {
      const get = (url: string) => `console.log(await (await fetch('${url}')).text())`
      expect(await tryFromPod(api, get(`http://server.${NAMESPACE}`))).toBe('hello')
      const { status: state } = await api.core.readNamespacedPod({ name: 'server', namespace: NAMESPACE })
      expect(await tryFromPod(api, get(`http://${state!.podIP!}:8080`))).toBe('hello')
      const { status: host } = await api.core.readNode({ name: node })
      const address = host!.addresses!.find(({ type }) => type === 'InternalIP')!.address
      expect(await (await fetch(`http://${address}:${String(NODE_PORT)}`)).text()).toBe('hello')
      // From the node's own network, by the service's address.
      const { spec } = await api.core.readNamespacedService({ name: 'server', namespace: NAMESPACE })
      expect(await here.engine.exec(node, ['curl', '-s', '-m', '5', `http://${spec!.clusterIP!}`])).toBe(
        'hello',
      )
    })

    test('says of names outside that they do not exist', async () => {
      const script = `
        const { lookup } = await import('node:dns/promises')
        await lookup('example.com').then(({ address }) => console.log(address), ({ code }) => console.log(code))`
      expect(await tryFromPod(api, script)).toBe('ENOTFOUND')
    })

    test('refuses at once what a pod or a node sends out, and nothing of it is on the wire', async () => {
      const bridge = await bridgeOf(here)
      const seen = await captureWire('/proc/self/ns/net', bridge, await foreignTraffic(here), async () => {
        expect(await tryFromPod(api, connectFromPod('192.0.2.1'))).toBe('ECONNREFUSED')
        expect(await tryFromPod(api, connectFromPod('2001:db8::1'))).toMatch(/ECONNREFUSED|ENETUNREACH/)
        // An address of the cluster's pods that no pod has, and a service's that none has.
        expect(await tryFromPod(api, connectFromPod('10.244.200.1'))).toBe('ECONNREFUSED')
        await proveWayOutClosed(here.cluster)
        await here.engine
          .exec(node, ['getent', 'hosts', 'example.com'], { timeoutMs: 20_000 })
          .catch(() => undefined)
      })
      expect(seen.packets).toBe(0)
    })

    test.each([
      ['a chain is emptied', ['nft', 'flush', 'chain', 'inet', TABLE, 'forward']],
      ['the table is gone', ['nft', 'delete', 'table', 'inet', TABLE]],
    ])('tells the node when %s, without sending anything, and can be closed again', async (_, sabotage) => {
      await here.engine.exec(node, sabotage)
      const proofs = await proveWayOutClosed(here.cluster)
      expect(proofs.map(({ place, holds }) => ({ place, holds }))).toEqual([
        { place: node, holds: false },
        { place: node, holds: false },
      ])
      expect(proofs[1]!.observed).toMatch(/^not tried/)
      await closeWayOut(here.cluster, api)
      expect((await proveWayOutClosed(here.cluster)).every(({ holds }) => holds)).toBe(true)
    })
  })

  describe('that is given images', () => {
    const folder = () => join(here.folder, 'images')

    test('loads archives of the folder and of its mesh, packed ones too, and no others', async () => {
      const names = ['shared', 'own', 'other'].map((name) => `localhost/hopbench/${name}:v1`)
      for (const place of ['', 'mine', 'theirs']) mkdirSync(join(folder(), place), { recursive: true })
      const files = ['shared.tar', 'mine/own.tar', 'theirs/other.tar'].map((file) => join(folder(), file))
      for (const [index, name] of names.entries()) {
        await here.engine.run(['tag', image, name])
        await here.engine.run(['save', '--output', files[index]!, name])
        await here.engine.run(['rmi', name])
      }
      writeFileSync(`${files[1]!}.gz`, gzipSync(readFileSync(files[1]!), { level: 1 }))
      await run('rm', [files[1]!])
      await loadImages(here.cluster, {
        folder: folder(),
        mesh: { name: 'mine', images: [NOWHERE] },
        workload: { image },
        status,
      })
      const loaded = await imagesOfNode(here.engine, node)
      expect(loaded).toEqual(expect.arrayContaining([names[0], names[1], image]))
      expect(loaded).not.toContain(names[2])
    })

    test('names the archive that is none', async () => {
      writeFileSync(join(folder(), 'broken.tar'), 'not an archive')
      await expect(
        loadImages(here.cluster, { folder: folder(), mesh: NO_MESH, workload: { image }, status }),
      ).rejects.toThrow(/^broken\.tar could not be loaded into .*\n {2}→ is it an archive/s)
    })

    test('names the image that no registry gives, and refuses one without a version', async () => {
      await expect(pullImages(here.engine, [NOWHERE], status)).rejects.toThrow(
        new RegExp(`${NOWHERE} is not in .*\\n {2}→ .*pull ${NOWHERE}.*--images`, 's'),
      )
      await expect(pullImages(here.engine, ['hopbench/x:latest'], status)).rejects.toThrow(UsageError)
    })
  })

  test("accounts for a container's CPU in a directory of this machine, with its processes as this machine numbers them", async () => {
    const { status: state } = await api.core.readNamespacedPod({ name: 'probe', namespace: NAMESPACE })
    const id = state!.containerStatuses![0]!.containerID!.replace('containerd://', '')
    const directory = findContainerCgroup(await nodeCgroup(here.engine, node), id)!
    const before = cgroupCpuUs(directory)
    const burnt = await tryFromPod(
      api,
      `while (performance.now() < 1500); console.log(process.cpuUsage().user + process.cpuUsage().system)`,
    )
    const used = cgroupCpuUs(directory) - before
    expect(used).toBeGreaterThan(Number(burnt))
    expect(used).toBeLessThan(2 * Number(burnt))
    const pids = readFileSync(join(directory, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean)
    const words = pids.map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
    expect(words).toEqual([expect.stringContaining('setInterval')])
  })

  test('is silent while it is paused, and answers again when it goes on', async () => {
    const directory = await nodeCgroup(here.engine, node)
    await here.cluster.pause()
    const before = cgroupCpuUs(directory)
    await sleep(500)
    expect(cgroupCpuUs(directory)).toBe(before)
    await here.cluster.pause() // it is already
    await here.cluster.unpause()
    await waitFor('the API server', 20_000, async () => (await api.version.getCode()).major)
    expect(cgroupCpuUs(directory)).toBeGreaterThan(before)
  })

  test('writes its logs, even when it was paused', async () => {
    await here.cluster.pause()
    const folder = join(here.folder, 'exported')
    await here.cluster.exportLogs(folder)
    expect(readdirSync(join(folder, node))).toEqual(expect.arrayContaining(['kubelet.log', 'pods']))
  })

  test('is found again by its name once it is kept, though paused, and its run does not remove it', async () => {
    const again = join(here.folder, 'again')
    await here.cluster.keep()
    await here.cluster.pause()
    const found = await openKindCluster(here.engine, here.cluster.name, again)
    expect(found?.nodes).toEqual(here.cluster.nodes)
    await waitFor('the API server', 20_000, async () => (await connect(again).version.getCode()).major)
    expect(await here.cleanup.run()).toEqual([])
    expect(await nodesOfCluster(here.engine, here.cluster.name)).toEqual(here.cluster.nodes)
  })

  test('is removed instead of being found when it was never complete', async () => {
    const again = join(tmpdir(), `${here.cluster.name}.kubeconfig`)
    await here.engine.exec(node, ['rm', '/kind/hopbench-complete'])
    await here.cluster.pause()
    expect(await openKindCluster(here.engine, here.cluster.name, again)).toBeNull()
    expect(await nodesOfCluster(here.engine, here.cluster.name)).toEqual([])
    expect(existsSync(again)).toBe(false)
  })

  test('of which nothing is left when its creation is interrupted', async () => {
    const cleanup = createCleanup()
    const interrupt = new AbortController()
    const name = `${here.cluster.name}-2`
    const creation = createKindCluster({ ...here.request, name, cleanup, signal: interrupt.signal })
    const ended = expect(creation).rejects.toThrow('interrupted')
    await waitFor('its first node', 60_000, async () => (await nodesOfCluster(here.engine, name)).at(0), 50)
    interrupt.abort(new Error('interrupted'))
    await ended
    expect(await nodesOfCluster(here.engine, name)).toEqual([])
    expect(await cleanup.run()).toEqual([])
  })
})

function kubeconfigOfUser(): string | null {
  const file = join(homedir(), '.kube', 'config')
  return existsSync(file) ? readFileSync(file, 'utf8') : null
}

/** The bridge on this machine that all that leaves a node goes over. */
async function bridgeOf({ engine }: TestCluster): Promise<string> {
  if (engine.name === 'podman')
    return engine.run(['network', 'inspect', 'kind', '--format', '{{.NetworkInterface}}'])
  const id = await engine.run(['network', 'inspect', 'kind', '--format', '{{.Id}}'])
  return `br-${id.slice(0, 12)}`
}

/** As tcpdump takes it: packets of this node for anywhere but its own network. Other clusters use the bridge too. */
async function foreignTraffic({ engine, cluster }: TestCluster): Promise<string> {
  const [link] = JSON.parse(
    await engine.exec(cluster.nodes[0]!, ['ip', '-json', 'address', 'show', 'eth0']),
  ) as { address: string; addr_info: { local: string; prefixlen: number; family: string; scope: string }[] }[]
  const global = link!.addr_info.filter(({ scope }) => scope === 'global')
  const own = global.map(({ local, prefixlen, family }) =>
    family === 'inet' ? networkOf(local, prefixlen) : `${local.split(':').slice(0, 4).join(':')}::/64`,
  )
  const nets = [...own, 'ff02::/16', 'fe80::/10'].map((net) => `and not dst net ${net}`).join(' ')
  return `ether src ${link!.address} and (ip or ip6) ${nets}`
}

function networkOf(address: string, length: number): string {
  const bits = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  const size = 2 ** (32 - length)
  const start = Math.floor(bits / size) * size
  return `${[24, 16, 8, 0].map((shift) => String(Math.floor(start / 2 ** shift) % 256)).join('.')}/${String(length)}`
}
