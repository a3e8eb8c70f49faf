/** kind's configuration of a cluster: one of clusters/*.yaml, with as many nodes as the run needs. */
import { isMap, isSeq, parseDocument } from 'yaml'
import { BenchError } from '../../../../errors.ts'

/**
 * The text `kind create cluster --config` reads. One node is what the file says: everything on the control plane. Two are
 * two workers beside it, since a control plane that has workers takes no pods.
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

/** How many nodes a configuration asks for. */
export function nodeCount(yaml: string): number {
  const list = parseDocument(yaml).get('nodes')
  return isSeq(list) ? list.items.length : 1
}

/** The node image a configuration pins. */
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
