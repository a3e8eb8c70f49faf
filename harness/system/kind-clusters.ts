/** kind clusters as the container engine sees them: by the label that kind puts on its nodes. Needs no kind. */
import { setTimeout as sleep } from 'node:timers/promises'
import { BenchError, messageOf } from '../errors.ts'
import type { ContainerEngine, EngineName } from './container-engine.ts'

const LABEL = 'io.x-k8s.kind.cluster'

export interface KindNodes {
  cluster: string
  /** Container names; the control plane's first. */
  nodes: string[]
}

/** How each engine is asked for a label; one command, since a container may go between two. */
const LABEL_FORMAT: Record<EngineName, string> = {
  docker: `{{.Label "${LABEL}"}}`,
  podman: `{{index .Labels "${LABEL}"}}`,
}

/** With volumes, and without asking the programs first: Podman would give each container 10 s to end. */
const REMOVE: Record<EngineName, string[]> = {
  docker: ['rm', '-f', '-v'],
  podman: ['rm', '-f', '-v', '--time', '0'],
}

/** Every kind cluster of this engine, whoever made it: running, paused, stopped or half made. */
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

/** Nodes of a cluster; empty where there is none of that name. */
export async function nodesOfCluster(engine: ContainerEngine, cluster: string): Promise<string[]> {
  return (await listKindClusters(engine)).find((known) => known.cluster === cluster)?.nodes ?? []
}

/** A kind that was killed has perhaps told the engine to make one more node, which appears a moment later. */
const APPEARS_WITHIN_MS = 500
const MOST_ATTEMPTS = 10
const REMOVED_WITHIN_MS = 120_000

/**
 * Removes a cluster's nodes with their volumes, which is all that `kind delete cluster` does besides editing a kubeconfig.
 * Returns when none has been there for a moment. No cluster of that name: nothing to do.
 * @throws BenchError with the engine's words when they stay
 */
export async function removeKindCluster(engine: ContainerEngine, cluster: string): Promise<void> {
  let problem = 'they come back as often as they are removed'
  for (let attempt = 0, timesGone = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const nodes = await nodesOfCluster(engine, cluster)
    if (nodes.length === 0 && ++timesGone === 2) return
    if (nodes.length > 0) {
      timesGone = 0
      try {
        // A paused container takes its SIGKILL only when it goes on.
        await engine.unpause(nodes)
        await engine.run([...REMOVE[engine.name], ...nodes], { timeoutMs: REMOVED_WITHIN_MS })
        continue
      } catch (error) {
        // One that is being made can be listed before it can be inspected.
        problem = messageOf(error)
      }
    }
    await sleep(APPEARS_WITHIN_MS)
  }
  throw new BenchError(
    `nodes of the kind cluster ${cluster} are still there: ${problem}`,
    `does somebody create it at the moment? Then \`kind delete cluster --name ${cluster}\``,
  )
}
