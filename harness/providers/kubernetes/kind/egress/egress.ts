/**
 * Nothing that a cluster sends leaves this machine: closed in each node's own network namespace, from inside the node, so
 * that the host's tables stay as they are and the rules go with the cluster.
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
 * To be called before anything is installed. Does the same thing again where it was done.
 * @throws BenchError with the node's words when its kernel or its image cannot do it
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

/** Names outside are said not to exist, by pods of CoreDNS that have read it: a running one would go on asking for a minute. */
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
    if (!spec?.nodeName) continue // reads it when it is started
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
      `the way out of node ${node} could not be closed:\n${messageOf(error)}`,
      'it takes nft in the node image and nf_tables in the kernel; --allow-egress does without',
    )
  }
  // A second net below the first: told by the proof where a kernel has no place for it.
  await engine.exec(node, ['nft', '-f', '-'], { input: redirectRules(network) }).catch(() => undefined)
  if (!network.hasOtherNodes) return
  // Each node's pods have a route of their own; an address that is nobody's must not follow the default one.
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

/** What `ip` says of the interface with the default route. */
async function networkOf(engine: ContainerEngine, node: string) {
  const ask = async (...command: string[]): Promise<unknown> =>
    JSON.parse(await engine.exec(node, ['ip', '-json', ...command]))
  const [route] = (await ask('route', 'show', 'default')) as { dev: string }[]
  if (!route)
    throw new BenchError(
      `node ${node} has no default route`,
      'its container network is another than kind makes: look at `ip route` in it',
    )
  const [link] = (await ask('address', 'show', 'dev', route.dev)) as { addr_info: Address[] }[]
  const global = link!.addr_info.filter(({ scope }) => scope === 'global')
  return {
    network: {
      device: route.dev,
      // nft takes an address with a prefix for the network it is in.
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
 * Nodes find each other by name, so far by the engine's resolver, which is closed now. Pods on the node's own network got
 * a copy of the node's file when they were started.
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
