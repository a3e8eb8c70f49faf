/** The nft rules that close the egress of one node, in the node's network namespace. Pure. */

export const TABLE = 'hopbench_egress'
/** The hooks of the table. Each has one chain with the name of the hook. */
export const HOOKS = ['forward', 'input', 'output', 'postrouting'] as const

export interface NodeNetwork {
  /** The interface that leads out of the node. */
  device: string
  /** Subnets of the container network of the nodes. */
  nodeSubnets: string[]
  /** Addresses of all pods of the cluster. */
  podSubnets: string[]
  /** Whether pods of other nodes are reached through that interface. */
  hasOtherNodes: boolean
}

/** Docker's resolver inside every container. It forwards queries to the host's name servers, also through the host's network. */
const ENGINE_RESOLVER = '127.0.0.11'
/** IPv6 finds neighbours with these addresses. Packets to them never leave the link. */
const LINK_LOCAL = ['fe80::/10', 'ff02::/16']

/**
 * The rules are in a table of their own. Packets that kube-proxy or a CNI accepts in other tables still pass this table, and it
 * is removed together with the node. Packets that leave through the outer interface for any address outside of the nodes' network
 * are refused, so that no client waits for a timeout. TCP is refused with a reset, because a socket that has just sent its SYN
 * misses an ICMP message. The last check is after routing: in `output` the address of a service is already that of a pod,
 * while the interface is still that of the route to the service.
 * Name servers on the nodes' network are refused too, because they would forward queries.
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
 * The same rules for the netdev egress hook, where packets are handed to the interface, because BPF programs can redirect packets
 * past all other hooks. Kernels before 5.16 do not have this hook.
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

/** Creates the table before deleting it, because deleting a missing table would be an error. */
const emptyTable = (table: string): string[] => [`table ${table}`, `delete table ${table}`]

const chain = (hook: string, rules: string[]): string[] => [
  `  chain ${hook} {`,
  `    type filter hook ${hook} priority filter; policy accept;`,
  ...rules,
  '  }',
]

const family = (subnet: string): 'ip' | 'ip6' => (subnet.includes(':') ? 'ip6' : 'ip')

/** A match for each address family: addresses outside of all these subnets. */
function outside(subnets: string[]): string[] {
  const ip = subnets.filter((subnet) => family(subnet) === 'ip')
  const ip6 = [...subnets.filter((subnet) => family(subnet) === 'ip6'), ...LINK_LOCAL]
  return [
    ip.length === 0 ? 'meta protocol ip' : `ip daddr != { ${ip.join(', ')} }`,
    `ip6 daddr != { ${ip6.join(', ')} }`,
  ]
}
