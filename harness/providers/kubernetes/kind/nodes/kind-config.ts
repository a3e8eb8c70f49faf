/** kind's configuration of a cluster: one of clusters/*.yaml with the number of nodes that the run needs. */
import { isMap, isSeq, parseDocument } from 'yaml'
import { BenchError } from '../../../../errors.ts'

/**
 * The text for `kind create cluster --config`. With one node, the text is the file itself: everything runs on the control plane.
 * With two, the cluster gets two workers besides the control plane, because a control plane with workers accepts no pods.
 */
export function kindConfig(yaml: string, nodes: 1 | 2): string {
  if (nodes === 1) return yaml
  const document = parseDocument(yaml)
  const list = document.get('nodes')
  const first = isSeq(list) ? list.items[0] : undefined
  if (!isSeq(list) || !isMap(first)) throw noNodes()
  for (let worker = 0; worker < nodes; worker++) {
    const node = document.createNode({ ...(first.toJSON() as object), role: 'worker' })
    list.add(node)
  }
  return document.toString()
}

/** The number of nodes in a configuration. */
export function nodeCount(yaml: string): number {
  const list = parseDocument(yaml).get('nodes')
  return isSeq(list) ? list.items.length : 1
}

/** The node image that a configuration pins. */
export function pinnedNodeImage(yaml: string): string {
  const image: unknown = parseDocument(yaml).getIn(['nodes', 0, 'image'])
  if (typeof image !== 'string') throw noNodes()
  return image
}

const noNodes = () =>
  new BenchError(
    'this kind configuration lists no node with an image',
    'compare it with clusters/kube-proxy-iptables.yaml',
  )
