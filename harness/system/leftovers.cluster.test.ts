/** Which clusters of a killed run are removed, and which are not. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { clusterOptions } from '../providers/kubernetes/kind/testing/cluster-flags.ts'
import { buildWorkloadImage } from '../providers/kubernetes/workload-image/build-image.ts'
import { rejectionOf } from '../testing/refusal.ts'
import { answeringEngines, findContainerEngine, type ContainerEngine } from './container-engine.ts'
import { listKindClusters, nodesOfCluster } from './kind-clusters.ts'
import { findLeftovers, removeClusters, removeRun } from './leftovers.ts'
import { requireNeed } from './require-need.ts'
import { clusterName, keptClusterName, newRunId, runtimeDir } from './run-names.ts'
import { waitFor } from './wait.ts'

const module = (path: string) => JSON.stringify(new URL(path, import.meta.url))
/** Claims a run and then starts kind as the harness does. Each test appends the last lines. */
const OWNER = `
  import { readFileSync } from 'node:fs'
  import { join } from 'node:path'
  import { createCleanup } from ${module('cleanup.ts')}
  import { findContainerEngine } from ${module('container-engine.ts')}
  import { clusterName, runtimeDir } from ${module('run-names.ts')}
  import { claimRun } from ${module('run-owner.ts')}
  import { createKindCluster } from ${module('../providers/kubernetes/kind/nodes/kind-cluster.ts')}
  const [runId, options] = process.argv.slice(1)
  claimRun(runId)
  console.log('claimed')
  if (options) await createKindCluster({
    engine: await findContainerEngine(),
    name: clusterName(runId, 'test'),
    config: readFileSync(new URL(${module('../../clusters/kube-proxy-iptables.yaml')}), 'utf8'),
    mayPull: true,
    kubeconfigFile: join(runtimeDir(runId), 'kubeconfig'),
    logDir: runtimeDir(runId),
    cleanup: createCleanup(),
    status: () => undefined,
    signal: new AbortController().signal,
    ...JSON.parse(options),
  })
  setInterval(() => {}, 1000)`

/** Longer than kind takes between creating two nodes of a cluster. */
const KIND_GOES_ON_MS = 3000

describe.skipIf(await requireNeed('cluster'))('clusters of a killed run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hopbench-leftovers-'))
  let engine: ContainerEngine
  let image = ''
  beforeAll(async () => {
    engine = await findContainerEngine()
    const { images } = clusterOptions()
    image = (await buildWorkloadImage(engine, folder, images === undefined)).image
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  const startOwner = async (runId: string, options?: object) => {
    const more = options ? [JSON.stringify(options)] : []
    const owner = spawn(process.execPath, ['--input-type=module', '-e', OWNER, runId, ...more], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(owner.stdout, 'data')
    onTestFinished(() => {
      owner.kill('SIGKILL')
      rmSync(runtimeDir(runId), { recursive: true, force: true })
    })
    return async () => {
      owner.kill('SIGKILL')
      await once(owner, 'exit')
    }
  }
  /** Makes a container with kind's label. `clean` and kind recognize a cluster only by this label. */
  const fakeCluster = async (name: string) => {
    const label = `io.x-k8s.kind.cluster=${name}`
    const wait = ['node', '-e', 'setInterval(() => {}, 1000)']
    await engine.run(['run', '-d', '--name', `${name}-control-plane`, '--label', label, image, ...wait])
    onTestFinished(async () => {
      for (const node of await nodesOfCluster(engine, name)) {
        await engine.unpause([node])
        await engine.run(['rm', '-f', '-v', node])
      }
    })
  }
  const leftoversOf = async (runId: string) =>
    (await findLeftovers()).runs.find((found) => found.runId === runId)
  const names = async () => (await listKindClusters(engine)).map(({ cluster }) => cluster)

  test('are removed, paused ones too; those of a living run, kept ones and strangers are not', async () => {
    const [dead, living] = [newRunId(new Date(0)), newRunId(new Date(1000))]
    const killDead = await startOwner(dead)
    await startOwner(living)
    const others = [clusterName(living, 'istio'), keptClusterName('00c1ea4e'), 'hopbench-of-somebody']
    const own = [clusterName(dead, 'istio'), clusterName(dead, 'plain')]
    for (const name of [...others, ...own]) await fakeCluster(name)
    await engine.pause([`${own[1]!}-control-plane`])

    expect((await leftoversOf(dead))?.alive).toBe(true)
    await killDead()
    const found = (await leftoversOf(dead))!
    expect(found.alive).toBe(false)
    expect(found.clusters.map(({ name }) => name).toSorted()).toEqual(own)
    const { removed, failures } = await removeRun(found)
    expect(failures).toEqual([])
    expect(removed).toEqual(expect.arrayContaining(own.map((name) => `kind cluster ${name}`)))
    expect(await names()).toEqual(expect.arrayContaining(others))
    expect(await names()).not.toEqual(expect.arrayContaining([expect.stringMatching(own.join('|'))]))

    const { runs, kept } = await findLeftovers()
    expect(runs.find(({ runId }) => runId === living)).toMatchObject({ alive: true })
    const mine = kept.filter(({ name }) => name === others[1])
    expect(mine).toHaveLength(1)
    expect(await removeClusters(mine)).toEqual({ removed: [`kind cluster ${others[1]!}`], failures: [] })
  })

  test('are removed when they were half made, and are not made further behind our back', async () => {
    const runId = newRunId(new Date())
    const { nodeImage } = clusterOptions()
    const kill = await startOwner(runId, { nodeImage })
    const name = clusterName(runId, 'test')
    await waitFor('its first node', 60_000, async () => (await nodesOfCluster(engine, name)).at(0), 50)
    await kill()
    const { removed, failures } = await removeRun((await leftoversOf(runId))!)
    expect(failures).toEqual([])
    expect(removed).toContain(`kind cluster ${name}`)
    await sleep(KIND_GOES_ON_MS)
    expect(await names()).not.toContain(name)
    expect(await leftoversOf(runId)).toBeUndefined()
  })

  test('are not looked for where no engine runs, and that takes no time', async () => {
    vi.stubEnv('DOCKER_HOST', 'unix:///no/such/socket')
    vi.stubEnv('KIND_EXPERIMENTAL_PROVIDER', 'docker')
    onTestFinished(() => void vi.unstubAllEnvs())
    expect((await answeringEngines()).map(({ name }) => name)).not.toContain('docker')
    const { runs } = await findLeftovers()
    expect(runs.flatMap(({ clusters }) => clusters)).toEqual([])
    expect(await rejectionOf(findContainerEngine())).toMatch(
      /docker is installed, but not running\n {2}→ start it/,
    )
  })
})
