/** One kind cluster of a run: made, found again, paused, removed. */
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
  /** Names of the nodes, which are also those of their containers; the control plane first. */
  nodes: string[]
  /** Stops all nodes from running; returns when they have. */
  pause(): Promise<void>
  unpause(): Promise<void>
  /** Writes what the nodes and their pods have logged. */
  exportLogs(folder: string): Promise<void>
  /** From now on it outlives the run, and `openKindCluster` finds it: for one that is complete. */
  keep(): Promise<void>
  delete(): Promise<void>
}

/** Written into a node that may be found again: a cluster that was left half made has none. */
const COMPLETE = '/kind/hopbench-complete'
/** Logs of a node with a mesh are written in a few seconds. */
const LOGS_WITHIN_MS = 120_000

/**
 * Makes a cluster, and returns when its API server answers; nodes need not be ready yet.
 * @throws UnavailableError when the name is taken, and nothing of that name is touched; for want of the node image, or of
 * watches that the kernel allows.
 * @throws BenchError with kind's words; what was made until then is removed
 */
export async function createKindCluster(request: KindClusterRequest): Promise<KindCluster> {
  const { engine, name, cleanup, signal } = request
  signal.throwIfAborted()
  if ((await nodesOfCluster(engine, name)).length > 0)
    throw new UnavailableError(
      `there is a kind cluster called ${name} already, and it is not this run's`,
      `remove it if it is of no use: \`kind delete cluster --name ${name}\``,
    )
  await expectNodeImage(request)
  const shortage = inotifyShortage(nodeCount(request.config))
  if (shortage) throw shortage
  const cluster = handle(engine, name, request.kubeconfigFile)
  cleanup.defer(`kind cluster ${name}`, () => (cluster.isKept() ? undefined : cluster.delete()))
  try {
    await runKindCreate(request)
  } catch (error) {
    // A run may go on without this cluster: it must not take CPU until the end.
    if (!signal.aborted) await cluster.exportLogs(request.logDir).catch(() => undefined)
    await cluster.delete()
    throw error
  }
  return { ...cluster, nodes: await nodesOfCluster(engine, name) }
}

/** A complete cluster that an earlier run kept, running; null where there is none. One that is half made is removed. */
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
      // Nobody answers in a paused node.
      const all = await nodes()
      await engine.unpause(all)
      try {
        await run('kind', ['export', 'logs', folder, '--name', name], {
          env: engine.kindEnvironment,
          timeoutMs: LOGS_WITHIN_MS,
        })
      } catch (error) {
        // kind calls it a failure when one of its many commands fails in a broken node, and writes the rest.
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

/** kind would pull by itself; a run that was given images must not try. */
async function expectNodeImage({ engine, config, nodeImage, mayPull }: KindClusterRequest): Promise<void> {
  if (mayPull) return
  const image = nodeImage ?? pinnedNodeImage(config)
  try {
    await engine.run(['image', 'inspect', '--format', '{{.Id}}', image])
  } catch {
    throw new UnavailableError(
      `the node image ${image} is not in ${engine.name}, and nothing is pulled in a run with --images`,
      `bring it with \`${engine.name} load\`, and name it with --node-image`,
    )
  }
}
