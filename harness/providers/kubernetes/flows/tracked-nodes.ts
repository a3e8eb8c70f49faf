/** The nodes of an arm as their connection tracking sees them, with the names that the arm's pods and services have. */
import { endOfPod, type FlowEnd } from '../../../flows/hubble.ts'
import type { WatchedNode } from '../../shared/conntrack/flow-source.ts'
import { atApi } from '../api/failure.ts'
import type { NodePlaces } from '../cluster.ts'
import { podAt, type FlowSite } from './flow-site.ts'

const DNS_NAMESPACE = 'kube-system'
const DNS_LABELS = 'k8s-app=kube-dns'

export async function trackedNodes(site: FlowSite, nodes: NodePlaces): Promise<WatchedNode[]> {
  const { pods } = site
  const [services, dns] = await Promise.all([serviceNames(site), dnsPods(site)])
  const nodeOf = new Map(pods.map(({ address, node }) => [address, node]))
  return Promise.all(
    [...new Set(pods.map(({ node }) => node))].map(async (name): Promise<WatchedNode> => ({
      name,
      network: (await nodes(name)).network,
      endAt: (address) => podAt(site, address) ?? dns.get(address),
      serviceAt: (address) => services.get(address),
      // Other arms share the node. A connection between two nodes is tracked on both; that of the client translated it.
      isOurs: ({ original, reply }) => {
        const clientNode = nodeOf.get(original.source)
        return clientNode === undefined ? nodeOf.has(reply.source) : clientNode === name
      },
    })),
  )
}

/** The services of the arm, and the cluster's DNS, by their addresses. */
async function serviceNames({
  api,
  names,
}: FlowSite): Promise<Map<string, { name: string; namespace: string }>> {
  const namespaces = [...new Set(names.namespaces.values()), DNS_NAMESPACE]
  const lists = await Promise.all(
    namespaces.map(async (namespace) => {
      const { items } = await atApi(
        `list services of ${namespace}`,
        api.core.listNamespacedService({ namespace }),
      )
      return items.map(
        ({ metadata, spec }) => [spec?.clusterIP ?? '', { name: metadata?.name ?? '', namespace }] as const,
      )
    }),
  )
  return new Map(lists.flat())
}

async function dnsPods({ api }: FlowSite): Promise<Map<string, FlowEnd>> {
  const { items } = await atApi(
    'list the pods of the cluster’s DNS',
    api.core.listNamespacedPod({ namespace: DNS_NAMESPACE, labelSelector: DNS_LABELS }),
  )
  return new Map(
    items.map(({ metadata, status }) => [
      status?.podIP ?? '',
      endOfPod({ workload: 'kube-dns', namespace: DNS_NAMESPACE, pod: metadata?.name ?? '' }),
    ]),
  )
}
