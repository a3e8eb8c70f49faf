import { NO_CAPABILITIES } from '../../../../results/record/descriptor.ts'
import type { NetnsDescription } from '../../datapath.ts'

export const description: NetnsDescription = {
  name: 'ebpf',
  title: 'eBPF (ours, after Cilium)',
  label: 'eBPF',
  noun: 'our eBPF datapath',
  family: 'eBPF',
  hue: 'blue',
  modelledBy: null,
  needs: ['bpf'],
  rivals: ['kube-proxy-iptables'],
  quick: true,
  seeing: ['connections', 'nothing'],
  takesPolicyRules: true,
  enforcesPolicies: { at: 'identity', enforcesRequests: false },
  capability: { ...NO_CAPABILITIES, enforcesL4Policy: true, emitsFlows: true },
  fidelity: {
    level: 'emulated',
    ours: true,
    models: 'Cilium 1.19: kube-proxy replacement with BPF host routing, one node',
    product: { name: 'Cilium', version: '1.19' },
    same: [
      'service addresses translated at connect, sendmsg, recvmsg and getpeername; unknown addresses untouched, EHOSTUNREACH without backends',
      "programs at the node's end of each veth: source check, connection tracking, TTL and MACs, bpf_redirect_peer past the stack of the node",
      'policy by identity, protocol and ranges of ports, for what a pod sends and for what it receives, asked for every packet but replies; an explicit deny wins; the node may reach its pods',
      'rules in a longest-prefix match, ports as prefixes; ranges of addresses (CIDR) as identities of the world, so that pods and the node are in none',
      'packets from the stack of the node are policed at each veth as well',
      'flow events when a connection opens (with the verdict), closes or is refused, not for every packet',
      'lifetimes of tracked connections; a pod that calls itself stays on its own loopback',
    ],
    missing: [
      'the agent: watching Kubernetes, identities from labels, Hubble; several nodes, tunnels, encryption',
      'IPv6, fragments, NodePort and LoadBalancer, session affinity, Maglev, SNAT',
      'policy by DNS name and at L7; entities other than host and world',
      'tail calls, a program and a policy map per endpoint: one program and one map serve all',
      'what Cilium does besides for a packet: connections looked up at the destination once more, addresses in ipcache, counters of the product; an event every 5 s of a connection that lasts',
      'events about sockets; ours sums events by who talked to whom while it measures, and keeps single ones only after the last proof',
    ],
  },
}
