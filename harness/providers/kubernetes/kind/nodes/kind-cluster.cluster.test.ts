/** Tests of one real cluster: it belongs to the run, its egress is closed, and it is loaded with images, accounted for, paused and removed. */
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cgroupCpuUs } from '../../../../instruments/cpu/cgroup.ts'
import { UnavailableError, UsageError } from '../../../../errors.ts'
import { createCleanup } from '../../../../system/cleanup.ts'
import { run } from '../../../../system/command.ts'
import { nodesOfCluster, removeKindCluster } from '../../../../system/kind-clusters.ts'
import { requireNeed } from '../../../../system/require-need.ts'
import { waitFor } from '../../../../system/wait.ts'
import { connect, type ClusterApi } from '../../api/connect.ts'
import { buildWorkloadImage } from '../../workload-image/build-image.ts'
import { closeEgress } from '../egress/egress.ts'
import { createKindCluster, openKindCluster } from './kind-cluster.ts'
import { imagesOfNode, loadImages } from '../images/load-images.ts'
import { findContainerCgroup, nodeCgroup } from '../../account/node-cgroups.ts'
import { pullImages } from '../images/pull-images.ts'
import { testPodHttp } from '../testing/pod-http-tests.ts'
import { raiseTestCluster, type TestCluster } from '../testing/raise-test-cluster.ts'
import { NAMESPACE, startTestPods, tryFromPod } from '../testing/test-pods.ts'
import { testEgress } from '../testing/egress-tests.ts'
import { rejectionOf } from '../../../../testing/refusal.ts'

const status = () => undefined
const MIB = 1024 ** 2
const NO_MESH = { name: 'none', images: [] }
/** A reserved name (RFC 2606), so that no registry of this name exists. */
const NOWHERE = 'registry.invalid/hopbench/missing:v1'

describe.skipIf(await requireNeed('cluster'))('a kind cluster', () => {
  let here: TestCluster
  let api: ClusterApi
  let node = ''
  let image = ''
  const homeBefore = kubeconfigOfUser()

  beforeAll(async () => {
    here = await raiseTestCluster()
    api = connect([here.cluster.kubeconfigFile])
    node = here.cluster.nodes[0]!
    await closeEgress(here.cluster, api)
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

  test('is left alone when another cluster of its name is to be made', async () => {
    const cleanup = createCleanup()
    const again = createKindCluster({ ...here.request, cleanup })
    await expect(again).rejects.toThrow(UnavailableError)
    expect(await rejectionOf(again)).toMatch(/already, and it is not this run's\n {2}→ .*kind delete cluster/)
    expect(await cleanup.run()).toEqual([])
    expect(await nodesOfCluster(here.engine, here.cluster.name)).toEqual(here.cluster.nodes)
    await api.version.getCode()
  })

  describe('with closed egress', () => testEgress(() => ({ ...here, api })))

  describe('whose pods are asked by port-forward', () => testPodHttp(() => api))

  describe('that is given images', () => {
    const folder = () => join(here.folder, 'images')

    test('loads archives of the folder and of its mesh, packed ones too, and no others', async () => {
      const names = ['shared', 'own', 'other'].map((name) => `localhost/hopbench/${name}:v1`)
      for (const subfolder of ['', 'mine', 'theirs'])
        mkdirSync(join(folder(), subfolder), { recursive: true })
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

    test('names the file that is no archive', async () => {
      writeFileSync(join(folder(), 'broken.tar'), 'not an archive')
      expect(
        await rejectionOf(
          loadImages(here.cluster, { folder: folder(), mesh: NO_MESH, workload: { image }, status }),
        ),
      ).toMatch(/^broken\.tar could not be loaded into .*\n {2}→ is the file an archive/s)
    })

    test('says that the disk is full, and takes the image once there is room', async () => {
      const name = 'localhost/hopbench/large:v1'
      const [contents, layer, archive] = ['large', 'large.tar', 'full/large.tar'].map((at) =>
        join(folder(), at),
      )
      mkdirSync(join(folder(), 'full'))
      writeFileSync(contents!, randomBytes(4 * MIB))
      await run('tar', ['--create', '--file', layer!, '--directory', folder(), 'large'])
      await here.engine.run(['import', layer!, name])
      await here.engine.run(['save', '--output', archive!, name])
      await here.engine.run(['rmi', name])
      const images = { folder: join(folder(), 'full'), mesh: NO_MESH, workload: { image }, status }
      const store = '/var/lib/containerd/io.containerd.content.v1.content'
      const smallDisk = `mount -t tmpfs -o size=1m tmpfs ${store} && mkdir -p ${store}/ingest ${store}/blobs/sha256`
      await here.engine.exec(node, ['sh', '-ec', smallDisk])
      expect(await rejectionOf(loadImages(here.cluster, images))).toMatch(
        /^large\.tar could not be loaded into .*no space left on device.*\n {2}→ the disk of \w+ is full \(ENOSPC\)/s,
      )
      await here.engine.exec(node, ['umount', store])
      await loadImages(here.cluster, images)
      expect(await imagesOfNode(here.engine, node)).toContain(name)
    })

    test('names the image that no registry gives, and refuses one without a version', async () => {
      expect(await rejectionOf(pullImages(here.engine, [NOWHERE], status))).toMatch(
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
    const commands = pids.map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
    expect(commands).toEqual([expect.stringContaining('setInterval')])
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
    await waitFor('the API server', 20_000, async () => (await connect([again]).version.getCode()).major)
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
