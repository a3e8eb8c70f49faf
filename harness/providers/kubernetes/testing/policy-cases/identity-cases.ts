/** For tests: the cases of NetworkPolicy and of Cilium's policies on a cluster whose network enforces them. */
import type { Attempt } from '../../../../policy/attempt.ts'
import type { Case, Seen } from '../../../../policy/testing/case.ts'
import { ALL } from '../../../../policy/testing/case.ts'
import { CILIUM } from '../../../../policy/testing/cases/cilium.ts'
import { KUBERNETES_PEERS } from '../../../../policy/testing/cases/kubernetes-peers.ts'
import { KUBERNETES_PORTS } from '../../../../policy/testing/cases/kubernetes-ports.ts'
import type { ClusterForTests } from '../raise-arms.ts'
import type { CaseProbe } from './case-agent.ts'
import { parts, SENTINEL, type CasePods } from './case-pods.ts'
import type { CaseCluster } from './run-case.ts'

export const IDENTITY_PODS = [...ALL, SENTINEL]
export const IDENTITY_PORTS = { tcp: [80, 81], http: [], udp: [80] }

const EVERY = [...KUBERNETES_PEERS, ...KUBERNETES_PORTS, ...CILIUM]
/** Those whose pods are as raised. */
export const IDENTITY_CASES: Case[] = EVERY.filter(
  ({ world, probes }) => world === undefined && probes !== undefined,
)
/** Policies that must be refused. */
export const REFUSED_CASES: Case[] = EVERY.filter(({ refused }) => refused !== undefined)

/** What the sentinel's policy allows in odd rounds, and in even ones. */
const PORTS = [80, 81] as const

export function identityCluster(cluster: ClusterForTests, pods: CasePods): CaseCluster {
  const { api } = cluster
  const sentinel = parts(SENTINEL)
  return {
    api,
    sentinel: (round) => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'sentinel', namespace: sentinel.namespace },
      spec: { podSelector: {}, ingress: [{ ports: [{ port: PORTS[round % 2] }] }] },
    }),
    async sentinelFollows(round) {
      const address = pods.addressOf(SENTINEL)
      const probes = PORTS.map((port): CaseProbe => ({ protocol: 'TCP', address, port }))
      const [first, second] = await pods.agents.get('y/a')!.tries(probes)
      const [open, closed] = round % 2 === 0 ? [first, second] : [second, first]
      return open === 'answered' && closed === 'timeout'
    },
    async observe(attempts) {
      const seen = new Map<Attempt, Seen>()
      const sources = Map.groupBy(attempts.filter(isPossible), ({ from }) =>
        from.kind === 'pod' ? from.pod : 'host',
      )
      await Promise.all(
        [...sources].map(async ([source, tried]) => {
          const probes = tried.map((attempt) => probeOf(attempt, pods))
          const outcomes =
            source === 'host'
              ? await Promise.all(probes.map((probe) => fromNode(cluster, probe)))
              : await pods.agents.get(source)!.tries(probes)
          tried.forEach((attempt, n) => seen.set(attempt, SEEN[outcomes[n]!] ?? 'RESET'))
        }),
      )
      return attempts.map((attempt) => seen.get(attempt) ?? null)
    },
  }
}

/** A refusal by the kernel of the destination has passed all policies. */
const SEEN: Readonly<Record<string, Seen>> = { answered: 'ALLOW', ECONNREFUSED: 'ALLOW', timeout: 'DENY' }

/** Nothing outside of the cluster can be reached from a test, or reaches one; pods have no program for SCTP and ICMP. */
const isPossible = ({ from, to, protocol }: Attempt): boolean =>
  from.kind !== 'outside' && to.kind !== 'outside' && (protocol === 'TCP' || protocol === 'UDP')

const probeOf = ({ to, port, protocol }: Attempt, pods: CasePods): CaseProbe => ({
  protocol: protocol as CaseProbe['protocol'],
  address: to.kind === 'pod' ? pods.addressOf(to.pod) : pods.nodeAddress,
  port: port!,
})

async function fromNode(cluster: ClusterForTests, { address, port }: CaseProbe): Promise<string> {
  const script = `timeout 1 bash -c '</dev/tcp/${address}/${port}' 2>/dev/null && echo answered || echo timeout`
  return (await cluster.onNode(['bash', '-c', script])).trim()
}
