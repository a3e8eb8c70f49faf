/** kind clusters as the container engine sees them: by the label that kind puts on its nodes. Needs no kind. */
import { BenchError } from '../errors.ts'
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

/** A kind that was killed has perhaps told the engine to make one more node. */
const MOST_ATTEMPTS = 5
const REMOVED_WITHIN_MS = 120_000

/**
 * Removes a cluster's nodes with their volumes, which is all that `kind delete cluster` does besides editing a kubeconfig.
 * No cluster of that name: nothing to do.
 */
export async function removeKindCluster(engine: ContainerEngine, cluster: string): Promise<void> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const nodes = await nodesOfCluster(engine, cluster)
    if (nodes.length === 0) return
    // A paused container takes its SIGKILL only when it goes on.
    await engine.unpause(nodes)
    await engine.run(['rm', '-f', '-v', ...nodes], { timeoutMs: REMOVED_WITHIN_MS })
  }
  throw new BenchError(
    `nodes of the kind cluster ${cluster} come back as often as they are removed`,
    `does somebody create it at the moment? Then \`kind delete cluster --name ${cluster}\``,
  )
}
