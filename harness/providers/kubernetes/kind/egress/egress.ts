/**
 * Closes the egress of a cluster, so that none of its packets leaves this machine. The rules are set inside each node's network
 * namespace: the host's tables stay unchanged, and the rules are removed together with the cluster.
 */
import { BenchError, messageOf } from '../../../../errors.ts'
import type { ContainerEngine } from '../../../../system/container-engine.ts'
import { apply } from '../../api/apply.ts'
import type { ClusterApi } from '../../api/connect.ts'
import { atApi, statusOf } from '../../api/failure.ts'
import { withoutForwarding } from './corefile.ts'
import { egressRules, redirectRules, type NodeNetwork } from './egress-rules.ts'
import type { KindCluster } from '../nodes/kind-cluster.ts'

const COREDNS = { namespace: 'kube-system', name: 'coredns' }

/**
 * Call this before anything is installed. Calling it twice is harmless.
 * @throws BenchError with the node's output when its kernel or its image does not support the rules
 */
export async function closeEgress({ engine, nodes }: KindCluster, api: ClusterApi): Promise<void> {
  const podSubnets = await podSubnetsOf(engine, nodes[0]!)
  const addresses = new Map<string, string[]>()
  for (const node of nodes) {
    const { network, own } = await networkOf(engine, node)
    addresses.set(node, own)
    await closeEgressOfNode(engine, node, { ...network, podSubnets, hasOtherNodes: nodes.length > 1 })
  }
  if (nodes.length > 1) for (const node of nodes) await writeHostsFiles(engine, node, addresses)
  await stopDnsForwarding(api)
}

/** Makes CoreDNS answer NXDOMAIN for names outside of the cluster. Restarts its pods, because a running pod would go on forwarding for a minute. */
async function stopDnsForwarding(api: ClusterApi): Promise<void> {
  const { core } = api
  const { data } = await atApi('read the configuration of CoreDNS', core.readNamespacedConfigMap(COREDNS))
  const corefile = data?.['Corefile'] ?? ''
  const closed = withoutForwarding(corefile)
  if (closed === corefile) return
  await apply(api, [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: COREDNS, data: { Corefile: closed } }])
  const { namespace } = COREDNS
  const { items } = await atApi(
    'list pods of CoreDNS',
    core.listNamespacedPod({ namespace, labelSelector: 'k8s-app=kube-dns' }),
  )
  for (const { metadata, spec } of items) {
    if (!spec?.nodeName) continue // not started yet: it will read the new configuration
    const name = metadata!.name!
    await atApi(
      `restart ${name}`,
      core.deleteNamespacedPod({ name, namespace, gracePeriodSeconds: 0 }),
    ).catch((error: unknown) => {
      if (statusOf(error) !== 404) throw error
    })
  }
}

async function closeEgressOfNode(engine: ContainerEngine, node: string, network: NodeNetwork): Promise<void> {
  try {
    await engine.exec(node, ['nft', '-f', '-'], { input: egressRules(network) })
  } catch (error) {
    throw new BenchError(
      `the egress of node ${node} could not be closed:\n${messageOf(error)}`,
      'this needs nft in the node image and nf_tables in the kernel; with --allow-egress hopbench does not close egress',
    )
  }
  // A second layer below the first. A kernel without this hook is no error: the proof lists the hooks that exist.
  await engine.exec(node, ['nft', '-f', '-'], { input: redirectRules(network) }).catch(() => undefined)
  if (!network.hasOtherNodes) return
  // Each node's pods have a route of their own. A pod address without a node must not follow the default route.
  for (const subnet of network.podSubnets)
    await engine.exec(node, [
      'ip',
      ...(subnet.includes(':') ? ['-6'] : []),
      'route',
      'replace',
      'unreachable',
      subnet,
    ])
}

interface Address {
  family: 'inet' | 'inet6'
  local: string
  prefixlen: number
  scope: string
}

/** Reads the addresses of the interface with the default route, with `ip`. */
async function networkOf(engine: ContainerEngine, node: string) {
  const ask = async (...command: string[]): Promise<unknown> =>
    JSON.parse(await engine.exec(node, ['ip', '-json', ...command]))
  const [route] = (await ask('route', 'show', 'default')) as { dev: string }[]
  if (!route)
    throw new BenchError(
      `node ${node} has no default route`,
      'its container network is not the one that kind makes: look at `ip route` in the node',
    )
  const [link] = (await ask('address', 'show', 'dev', route.dev)) as { addr_info: Address[] }[]
  const global = link!.addr_info.filter(({ scope }) => scope === 'global')
  return {
    network: {
      device: route.dev,
      // nft accepts an address with a prefix length as its network.
      nodeSubnets: global.map(({ local, prefixlen }) => `${local}/${prefixlen}`),
    },
    own: global.map(({ local }) => local),
  }
}

async function podSubnetsOf(engine: ContainerEngine, controlPlane: string): Promise<string[]> {
  const manifest = await engine.exec(controlPlane, [
    'cat',
    '/etc/kubernetes/manifests/kube-controller-manager.yaml',
  ])
  return /--cluster-cidr=(\S+)/.exec(manifest)?.[1]?.split(',') ?? []
}

/**
 * Nodes find each other by name through the engine's resolver, which is closed now. So the names go into /etc/hosts of each node,
 * and into the copies of that file that running pods on the host network have.
 */
async function writeHostsFiles(
  engine: ContainerEngine,
  node: string,
  addresses: Map<string, string[]>,
): Promise<void> {
  const lines = [...addresses]
    .filter(([name]) => name !== node)
    .flatMap(([name, own]) => own.map((address) => `${address}\t${name}\n`))
  const script =
    'names=$(cat); for file in /etc/hosts /var/lib/kubelet/pods/*/etc-hosts; do [ ! -e "$file" ] || echo "$names" >> "$file"; done'
  await engine.exec(node, ['sh', '-ec', script], { input: lines.join('') })
}
