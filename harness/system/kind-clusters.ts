/** Finds and removes kind clusters through the container engine, by the label that kind puts on its nodes. Does not need kind. */
import { setTimeout as sleep } from 'node:timers/promises'
import { BenchError, messageOf } from '../errors.ts'
import type { ContainerEngine, EngineName } from './container-engine.ts'

const LABEL = 'io.x-k8s.kind.cluster'

export interface KindNodes {
  cluster: string
  /** Container names; the control plane comes first. */
  nodes: string[]
}

/**
 * How each engine prints the label in its list of containers. Listing and inspecting separately could miss a container in
 * between.
 */
const LABEL_FORMAT: Record<EngineName, string> = {
  docker: `{{.Label "${LABEL}"}}`,
  podman: `{{index .Labels "${LABEL}"}}`,
}

/** Removes containers with their volumes and kills their programs at once: Podman would give each container 10 s to end. */
const REMOVE: Record<EngineName, string[]> = {
  docker: ['rm', '-f', '-v'],
  podman: ['rm', '-f', '-v', '--time', '0'],
}

/** All kind clusters of this engine, whoever made them: running, paused, stopped or incomplete. */
export async function listKindClusters(engine: ContainerEngine): Promise<KindNodes[]> {
  const format = `{{.Names}} ${LABEL_FORMAT[engine.name]}`
  const lines = await engine.run(['ps', '-a', '--filter', `label=${LABEL}`, '--format', format])
  const clusters = new Map<string, string[]>()
  for (const line of lines.split('\n')) {
    const [name, cluster] = line.split(' ')
    if (name && cluster) clusters.set(cluster, [...(clusters.get(cluster) ?? []), name])
  }
  return [...clusters].map(([cluster, nodes]) => ({ cluster, nodes: nodes.toSorted() }))
}

/** Container names of a cluster's nodes; empty when there is no cluster of this name. */
export async function nodesOfCluster(engine: ContainerEngine, cluster: string): Promise<string[]> {
  return (await listKindClusters(engine)).find((known) => known.cluster === cluster)?.nodes ?? []
}

/** A killed kind may have told the engine to create one more node, which then appears within this time. */
const APPEARS_WITHIN_MS = 500
const MOST_ATTEMPTS = 10
const REMOVED_WITHIN_MS = 120_000

/**
 * Removes a cluster's nodes with their volumes, which is all that `kind delete cluster` does besides editing a kubeconfig.
 * Returns when there has been no node for a moment. Does nothing when there is no cluster of this name.
 * @throws BenchError with the engine's stderr when nodes stay
 */
export async function removeKindCluster(engine: ContainerEngine, cluster: string): Promise<void> {
  let problem = 'new nodes appear as often as nodes are removed'
  for (let attempt = 0, timesGone = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const nodes = await nodesOfCluster(engine, cluster)
    if (nodes.length === 0 && ++timesGone === 2) return
    if (nodes.length > 0) {
      timesGone = 0
      try {
        // A paused container only handles SIGKILL once it is unpaused.
        await engine.unpause(nodes)
        await engine.run([...REMOVE[engine.name], ...nodes], { timeoutMs: REMOVED_WITHIN_MS })
        continue
      } catch (error) {
        // A container that is being created can be listed before it can be inspected.
        problem = messageOf(error)
      }
    }
    await sleep(APPEARS_WITHIN_MS)
  }
  throw new BenchError(
    `nodes of the kind cluster ${cluster} are still there: ${problem}`,
    `if somebody is creating the cluster at the moment, wait; then run \`kind delete cluster --name ${cluster}\``,
  )
}
