/** The policy that the pods of a node have. One place says it for every datapath that enforces policies. */
import { compile } from '../../../policy/compile.ts'
import type { CompiledPolicy, DirectionRules, PeerRule } from '../../../policy/compiled.ts'
import { nameOf, type NetworkRules } from '../../../policy/policy.ts'
import { queryEdgesOf } from '../../../scenario/queries.ts'
import { edgesOf } from '../../../scenario/topology.ts'
import { DATABASE_PORT, DNS_PORT, TARGET_PORT, type NodeSite } from '../datapath.ts'
import { fillerRules } from './filler-rules.ts'
import { worldOfSite } from './world-of-site.ts'

type PolicySite = Pick<
  NodeSite,
  'topology' | 'policies' | 'pods' | 'strangers' | 'services' | 'databases' | 'dns'
> & {
  arm: Pick<NodeSite['arm'], 'policyRules'>
}
type Allowed = { from: string; to: string }

/**
 * Returns null for a node without a policy. NetworkPolicies and Cilium's policies of files (`site.policies`) select whom they say.
 * `policy.allow` of the scenario selects the ingress of services, databases and DNS: who is not allowed is refused. An arm with
 * `policyRules` whose scenario says nothing gets the strictest policy under which its pages work, both ways: each pod may make its own
 * calls and queries, ask DNS, and no more. Of the latter two neither selects the client, which nobody calls.
 */
export function policyOfNode(site: PolicySite): CompiledPolicy | null {
  const { topology, policies, arm } = site
  if (policies && policies.network.length > 0) return ofFiles(site, policies.network)
  if (topology.policy) {
    const allowed = topology.policy.allow.flatMap(({ from, to }) => to.map((name) => ({ from, to: name })))
    return allowing(site, allowed, { egress: false })
  }
  const needed = [...edgesOf(topology), ...queryEdgesOf(topology)]
  return arm.policyRules > 0 ? allowing(site, needed, { egress: true }) : null
}

/** The policies of files that are enforced, by name. */
export const networkPolicySettings = ({ policies }: Pick<NodeSite, 'policies'>): Record<string, string> =>
  policies === undefined || policies.network.length === 0
    ? {}
    : { 'network policies': [...new Set(policies.network.map(({ policy }) => nameOf(policy)))].join(', ') }

/** Directions that no policy selects stay open: a rule that matches nobody would close them. */
function ofFiles(site: PolicySite, network: NetworkRules[]): CompiledPolicy {
  const compiled = compile(network, worldOfSite(site, null))
  const fillers = fillerRules(site.arm.policyRules)
  const filled = (of: DirectionRules | null) => of && { rules: [...of.rules, ...fillers] }
  return {
    pods: Object.fromEntries(
      Object.entries(compiled.pods).map(([pod, { ingress, egress }]) => [
        pod,
        { ingress: filled(ingress), egress: filled(egress) },
      ]),
    ),
  }
}

function allowing(
  site: PolicySite,
  allowed: readonly Allowed[],
  { egress }: { egress: boolean },
): CompiledPolicy {
  const fillers = fillerRules(site.arm.policyRules)
  const isDatabase = (pod: string): boolean => site.databases.some(({ name }) => name === pod)
  const portOf = (pod: string): number => (isDatabase(pod) ? DATABASE_PORT : TARGET_PORT)
  const servers = [...site.services, ...site.databases].map(({ name, namespace }) => {
    const policy = { kind: 'ScenarioPolicy', namespace, name }
    const call = (pod: string, port: number): PeerRule => rule({ kind: 'pod', pod }, 'TCP', port, policy)
    const callers = unique(allowed.filter(({ to }) => to === name).map(({ from }) => from))
    const called = unique(allowed.filter(({ from }) => from === name).map(({ to }) => to))
    const ingress: DirectionRules = { rules: [...callers.map((pod) => call(pod, portOf(name))), ...fillers] }
    return [
      name,
      {
        ingress,
        egress: egress
          ? { rules: [...called.map((pod) => call(pod, portOf(pod))), ...dnsOf(site), ...fillers] }
          : null,
      },
    ] as const
  })
  return { pods: { ...Object.fromEntries(servers), [site.dns.pod.name]: dnsPolicy(site, egress) } }
}

/** Everybody may ask DNS; otherwise no service name would resolve. DNS itself asks nobody. */
function dnsPolicy({ dns }: PolicySite, egress: boolean): CompiledPolicy['pods'][string] {
  const policy = { kind: 'ScenarioPolicy', namespace: dns.pod.namespace, name: dns.pod.name }
  const rules = (['UDP', 'TCP'] as const).map((protocol) => rule({ kind: 'any' }, protocol, DNS_PORT, policy))
  return { ingress: { rules }, egress: egress ? { rules: [] } : null }
}

const dnsOf = ({ dns }: PolicySite): PeerRule[] =>
  (['UDP', 'TCP'] as const).map((protocol) =>
    rule({ kind: 'pod', pod: dns.pod.name }, protocol, DNS_PORT, {
      kind: 'ScenarioPolicy',
      namespace: dns.pod.namespace,
      name: 'ask-dns',
    }),
  )

const rule = (
  peer: PeerRule['peer'],
  protocol: PeerRule['protocol'],
  port: number,
  policy: PeerRule['policy'],
): PeerRule => ({ verdict: 'allow', peer, protocol, ports: { from: port, to: port }, policy })

const unique = (names: readonly string[]): string[] => [...new Set(names)]
