/** Whether the nodes of a cluster can run an image that was built on this machine. Pure. */
import type { V1Node } from '@kubernetes/client-node'

/** Kubernetes' names for the architectures that Node calls otherwise. */
const NAMES: Record<string, string> = { x64: 'amd64', arm64: 'arm64', ppc64: 'ppc64le', s390x: 's390x' }

/** A note for the user; null where all nodes have the architecture of this machine. @param machine `process.arch` */
export function otherArchitectures(nodes: V1Node[], machine: string): string | null {
  const here = NAMES[machine] ?? machine
  const counts = new Map<string, number>()
  for (const { status } of nodes) {
    const architecture = status?.nodeInfo?.architecture
    if (architecture) counts.set(architecture, (counts.get(architecture) ?? 0) + 1)
  }
  if (counts.size === 0 || (counts.size === 1 && counts.has(here))) return null
  const each = [...counts].toSorted().map(([name, count]) => `${count} of ${name}`)
  return `the cluster has nodes ${each.join(' and ')}, but \`npm run image\` on this machine builds an image for ${here} alone: on other nodes its pods end with "exec format error", unless --workload-image is built for those architectures too`
}
