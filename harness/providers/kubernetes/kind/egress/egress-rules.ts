/** What keeps a cluster's packets in: rules for the network namespace of one node, as nft reads them. Pure. */

export const TABLE = 'hopbench_egress'
/** Hooks of the table; each has one chain, which is called after it. */
export const HOOKS = ['forward', 'input', 'output', 'postrouting'] as const

export interface NodeNetwork {
  /** The interface that leads out of the node. */
  device: string
  /** Subnets of the network that nodes are in. */
  nodeSubnets: string[]
  /** Addresses of all pods of the cluster. */
  podSubnets: string[]
  /** Whether pods of other nodes are reached through that interface. */
  hasOtherNodes: boolean
}

/** Docker's resolver, inside every container: it asks the host's servers, from the host's network where it likes. */
const ENGINE_RESOLVER = '127.0.0.11'
/** Neighbours are found by these; they end at the link. */
const LINK_LOCAL = ['fe80::/10', 'ff02::/16']

/**
 * A table of its own: what kube-proxy and CNIs accept in theirs goes through this one all the same, and it goes with the
 * node. What leaves by the outer interface for anywhere but the nodes' own network is refused, so that nobody waits for a
 * timeout; a TCP reset, since a socket that has just sent its SYN misses an ICMP message. The last look is after routing:
 * in `output` a service's address has become a pod's while the interface is still that of the service's route.
 * Name servers on that network are refused too, because they would ask others on.
 */
export function egressRules(network: NodeNetwork): string {
  const { device, nodeSubnets, podSubnets, hasOtherNodes } = network
  const beyond = [...nodeSubnets, ...(hasOtherNodes ? podSubnets : [])]
  const isOut = `oifname "${device}"`
  const refuseAllBut = (subnets: string[]) =>
    outside(subnets).map((match) => `    ${isOut} ${match} jump refuse`)
  const nameServers = nodeSubnets.map(
    (subnet) =>
      `    ${isOut} ${family(subnet)} daddr ${subnet} meta l4proto { tcp, udp } th dport 53 jump refuse`,
  )
  return [
    ...emptyTable(`inet ${TABLE}`),
    `table inet ${TABLE} {`,
    '  chain refuse {',
    '    meta l4proto tcp counter reject with tcp reset',
    '    counter reject',
    '  }',
    ...chain('forward', [`    oifname != "${device}" accept`, ...refuseAllBut(beyond), ...nameServers]),
    ...chain('input', [`    ip daddr ${ENGINE_RESOLVER} jump refuse`]),
    ...chain('output', [...refuseAllBut([...nodeSubnets, ...podSubnets]), ...nameServers]),
    ...chain(
      'postrouting',
      outside(beyond).map((match) => `    ${isOut} ${match} counter drop`),
    ),
    '}\n',
  ].join('\n')
}

/**
 * The same once more where packets are handed to the interface itself: BPF programs may redirect past all hooks above.
 * Kernels before 5.16 have no such place.
 */
export function redirectRules({ device, nodeSubnets, podSubnets, hasOtherNodes }: NodeNetwork): string {
  return [
    ...emptyTable(`netdev ${TABLE}`),
    `table netdev ${TABLE} {`,
    '  chain egress {',
    `    type filter hook egress device "${device}" priority filter; policy accept;`,
    ...outside([...nodeSubnets, ...(hasOtherNodes ? podSubnets : [])]).map(
      (match) => `    ${match} counter drop`,
    ),
    '  }',
    '}\n',
  ].join('\n')
}

/** Deleting what is not there would be an error. */
const emptyTable = (table: string): string[] => [`table ${table}`, `delete table ${table}`]

const chain = (hook: string, rules: string[]): string[] => [
  `  chain ${hook} {`,
  `    type filter hook ${hook} priority filter; policy accept;`,
  ...rules,
  '  }',
]

const family = (subnet: string): 'ip' | 'ip6' => (subnet.includes(':') ? 'ip6' : 'ip')

/** A match for each family: addresses in none of these subnets. */
function outside(subnets: string[]): string[] {
  const ip = subnets.filter((subnet) => family(subnet) === 'ip')
  const ip6 = [...subnets.filter((subnet) => family(subnet) === 'ip6'), ...LINK_LOCAL]
  return [
    ip.length === 0 ? 'meta protocol ip' : `ip daddr != { ${ip.join(', ')} }`,
    `ip6 daddr != { ${ip6.join(', ')} }`,
  ]
}
