/** Reads the network settings of a node and its pods back from the kernel, rather than repeating what was requested. */
import { run } from '../../../system/command.ts'
import { inNetns } from '../../../system/network-namespace.ts'
import type { NodeSite } from '../datapath.ts'

/** Offloads that decide into how many packets a byte stream is divided, by their names in `ethtool -k`. */
const OFFLOADS = {
  'tcp-segmentation-offload': 'TSO',
  'generic-segmentation-offload': 'GSO',
  'generic-receive-offload': 'GRO',
  'tx-checksumming': 'checksums',
}
const SYSCTLS = ['net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem', 'net.core.somaxconn'] as const
const NO_ETHTOOL = 'not read: ethtool is not installed'

/** Separates the outputs of commands that one `sh` runs. No command prints this character. */
const SEPARATOR = '\f'
const NEXT = String.raw`; printf '\f'; `
/** Commands that one `sh` runs inside a pod; parsePodNetwork expects their outputs in this order. */
const POD_COMMANDS = [
  'ip -j route show table all',
  'ip -j link show eth0',
  `sysctl -n ${SYSCTLS.join(' ')}`,
  'ss -Htin',
  'ethtool -k eth0',
]

export interface PodNetwork {
  /** Algorithm of the default route and of each local route. Sockets take their algorithm from the route. */
  routeCongestion: string[]
  /** Algorithm of each open connection. */
  socketCongestion: string[]
  mtu: number
  queueing: string
  sysctls: string[]
  offloads: string
}

/**
 * Reads the settings of every pod and of the node's ends of their veths. A value that differs between pods is listed with the
 * number of pods that have it. Call this after there has been traffic, since it lists the connections that are open now.
 */
export async function readNetworkSettings(site: NodeSite): Promise<Record<string, string>> {
  const pods = await Promise.all(
    site.pods.map(async (pod) => parsePodNetwork(await inside(pod.netns, POD_COMMANDS.join(NEXT)))),
  )
  const interfaces = site.pods.map((pod) => pod.hostInterface)
  const nodeEnds = await inside(site.netns, `for i in ${interfaces.join(' ')}; do ethtool -k $i${NEXT}done`)
  const all = (values: (pod: PodNetwork) => string | string[]) => summary(pods.flatMap(values))
  return {
    'congestion control of routes': all((pod) => pod.routeCongestion),
    'congestion control of open connections': all((pod) => pod.socketCongestion),
    ...Object.fromEntries(
      SYSCTLS.map((name, index) => [name, all((pod) => pod.sysctls[index] ?? 'not read')]),
    ),
    'MTU and queueing of pods': all((pod) => `${pod.mtu} bytes, ${pod.queueing}`),
    'offloads of pods': all((pod) => pod.offloads),
    'offloads of the node': summary(nodeEnds.split(SEPARATOR).slice(0, -1).map(parseOffloads)),
  }
}

const inside = (netns: string, script: string) => run(...inNetns(netns, ['sh', '-c', `${script}; true`]))

interface Route {
  dst: string
  type?: string
  metrics?: { congestion?: string }[]
}

/** Parses the output of the commands of a pod. */
export function parsePodNetwork(printed: string): PodNetwork {
  const [routes = '[]', links = '[]', sysctls = '', sockets = '', features = ''] = printed.split(SEPARATOR)
  const [link] = JSON.parse(links) as { mtu: number; qdisc: string }[]
  return {
    routeCongestion: (JSON.parse(routes) as Route[])
      .filter((route) => route.dst === 'default' || route.type === 'local')
      .map((route) => route.metrics?.find((metric) => metric.congestion)?.congestion ?? 'left to the host'),
    // The second line of each socket: "\t cubic wscale:7,7 rto:204 …".
    socketCongestion: Array.from(
      sockets.matchAll(/^\t (?:ts |sack |ecn |ecnseen )*(\w+) /gm),
      (match) => match[1] ?? '',
    ),
    mtu: link?.mtu ?? NaN,
    queueing: link?.qdisc ?? 'not read',
    sysctls: sysctls
      .trim()
      .split('\n')
      .map((value) => value.replaceAll('\t', ' ')),
    offloads: parseOffloads(features),
  }
}

function parseOffloads(features: string): string {
  const found = Object.entries(OFFLOADS).flatMap(([feature, name]) => {
    const state = new RegExp(`^${feature}: (on|off)`, 'm').exec(features)?.[1]
    return state ? [`${name} ${state}`] : []
  })
  return found.join(', ') || NO_ETHTOOL
}

/** "cubic", or "cubic (11), bbr (1)" where they differ. */
function summary(values: string[]): string {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  const [only, ...others] = counts.keys()
  if (only === undefined) return 'none'
  if (others.length === 0) return only
  return Array.from(counts, ([value, count]) => `${value} (${count})`).join(', ')
}
