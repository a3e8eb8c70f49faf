/** Makes one kind cluster of a run, finds a kept one again, pauses and removes it. */
import { existsSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { UnavailableError } from '../../../../errors.ts'
import { run } from '../../../../system/command.ts'
import type { ContainerEngine } from '../../../../system/container-engine.ts'
import { nodesOfCluster, removeKindCluster } from '../../../../system/kind-clusters.ts'
import { inotifyShortage } from './inotify.ts'
import { nodeCount, pinnedNodeImage } from './kind-config.ts'
import { runKindCreate, type KindClusterRequest } from './kind-create.ts'

export interface KindCluster {
  name: string
  engine: ContainerEngine
  kubeconfigFile: string
  /** Names of the nodes, which are also the names of their containers; the control plane comes first. */
  nodes: string[]
  /** Pauses the containers of all nodes. Returns when they are paused. */
  pause(): Promise<void>
  unpause(): Promise<void>
  /** Writes the logs of the nodes and their pods. */
  exportLogs(folder: string): Promise<void>
  /** Marks a complete cluster as kept: it outlives the run, and `openKindCluster` finds it. */
  keep(): Promise<void>
  delete(): Promise<void>
}

/** Marker file in a node of a kept cluster. A half-made cluster does not have it. */
const COMPLETE = '/kind/hopbench-complete'
/** Writing the logs of a node with a mesh takes a few seconds. */
const LOGS_WITHIN_MS = 120_000

/**
 * Makes a cluster and returns when its API server answers; nodes may not be ready yet.
 * @throws UnavailableError when the name is taken (the other cluster is left alone), when the node image is missing, or when the
 * kernel's limit of inotify instances is too low
 * @throws BenchError with kind's output; everything made so far is removed
 */
export async function createKindCluster(request: KindClusterRequest): Promise<KindCluster> {
  const { engine, name, cleanup, signal } = request
  signal.throwIfAborted()
  if ((await nodesOfCluster(engine, name)).length > 0)
    throw new UnavailableError(
      `there is a kind cluster called ${name} already, and it is not this run's`,
      `remove it if nothing needs it: \`kind delete cluster --name ${name}\``,
    )
  await expectNodeImage(request)
  const shortage = inotifyShortage(nodeCount(request.config))
  if (shortage) throw shortage
  const cluster = handle(engine, name, request.kubeconfigFile)
  cleanup.defer(`kind cluster ${name}`, () => (cluster.isKept() ? undefined : cluster.delete()))
  try {
    await runKindCreate(request)
  } catch (error) {
    // Delete the cluster now: the run may continue without it, and it must not use CPU until the end.
    if (!signal.aborted) await cluster.exportLogs(request.logDir).catch(() => undefined)
    await cluster.delete()
    throw error
  }
  return { ...cluster, nodes: await nodesOfCluster(engine, name) }
}

/** Resumes a complete cluster that an earlier run kept; null where there is none. A half-made cluster is removed. */
export async function openKindCluster(
  engine: ContainerEngine,
  name: string,
  kubeconfigFile: string,
): Promise<KindCluster | null> {
  const nodes = await nodesOfCluster(engine, name)
  if (nodes.length === 0) return null
  await engine.unpause(nodes)
  const cluster = { ...handle(engine, name, kubeconfigFile), nodes }
  try {
    await engine.exec(nodes[0]!, ['test', '-e', COMPLETE])
  } catch {
    // Killed while it was made; or its containers ended with the machine, and would come up with other addresses.
    await cluster.delete()
    return null
  }
  const credentials = await run('kind', ['get', 'kubeconfig', '--name', name], {
    env: engine.kindEnvironment,
  })
  await writeFile(kubeconfigFile, credentials, { mode: 0o600 })
  return cluster
}

function handle(engine: ContainerEngine, name: string, kubeconfigFile: string) {
  let kept = false
  const nodes = () => nodesOfCluster(engine, name)
  return {
    name,
    engine,
    kubeconfigFile,
    isKept: () => kept,
    pause: async () => engine.pause(await nodes()),
    unpause: async () => engine.unpause(await nodes()),
    async exportLogs(folder: string) {
      // A paused node cannot export its logs.
      const all = await nodes()
      await engine.unpause(all)
      try {
        await run('kind', ['export', 'logs', folder, '--name', name], {
          env: engine.kindEnvironment,
          timeoutMs: LOGS_WITHIN_MS,
        })
      } catch (error) {
        // kind fails when one of its many commands fails in a broken node, but still writes the other logs.
        if (!all.some((node) => existsSync(join(folder, node)))) throw error
      }
    },
    async keep() {
      const [first] = await nodes()
      await engine.exec(first!, ['touch', COMPLETE])
      kept = true
    },
    async delete() {
      await removeKindCluster(engine, name)
      await rm(kubeconfigFile, { force: true })
    },
  }
}

/** kind would pull the node image by itself; a run with --images must not pull. */
async function expectNodeImage({ engine, config, nodeImage, mayPull }: KindClusterRequest): Promise<void> {
  if (mayPull) return
  const image = nodeImage ?? pinnedNodeImage(config)
  try {
    await engine.run(['image', 'inspect', '--format', '{{.Id}}', image])
  } catch {
    throw new UnavailableError(
      `the node image ${image} is not in ${engine.name}, and nothing is pulled in a run with --images`,
      `load it with \`${engine.name} load\`, and name it with --node-image`,
    )
  }
}
