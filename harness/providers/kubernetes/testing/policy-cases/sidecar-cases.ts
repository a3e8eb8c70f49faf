/** For tests: the cases of AuthorizationPolicy on a cluster whose sidecars enforce them. */
import type { Attempt } from '../../../../policy/attempt.ts'
import type { Case, Seen } from '../../../../policy/testing/case.ts'
import { ISTIO } from '../../../../policy/testing/cases/istio.ts'
import type { World } from '../../../../policy/world.ts'
import type { ClusterForTests } from '../raise-arms.ts'
import { peerAuthentication } from '../istio.ts'
import type { CaseProbe } from './case-agent.ts'
import { parts, SENTINEL, type CasePods } from './case-pods.ts'
import type { CaseCluster } from './run-case.ts'

/** The pod that calls in plaintext. */
const OUTSIDE_MESH = 'y/b'
export const SIDECAR_PODS = ['x/a', 'x/b', 'y/a', OUTSIDE_MESH, 'y/c', 'z/a', SENTINEL]
export const PODS_OUTSIDE_MESH = [OUTSIDE_MESH]
/** Bytes that are no HTTP go to a port that is declared as TCP: cases name port 80 for both. */
const PORT_OF_BYTES = 81
export const SIDECAR_PORTS = { http: [80], tcp: [PORT_OF_BYTES, 9000, 9001], udp: [] }
export const SIDECAR_CASES: Case[] = ISTIO

/** What a case needs besides its policies. */
export const objectsBeside = ({ world }: Case) =>
  isStrict(world!) ? [peerAuthentication('x', 'STRICT')] : []

const isStrict = ({ pods }: World): boolean => pods['x/a']!.mesh?.mutualTls === 'strict'

const PATHS = ['/odd', '/even'] as const

/** @param world that of the case, which says who has a sidecar */
export function sidecarCluster({ api }: ClusterForTests, pods: CasePods, world: World): CaseCluster {
  const sentinel = parts(SENTINEL)
  return {
    api,
    sentinel: (round) => ({
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: { name: 'sentinel', namespace: sentinel.namespace },
      spec: { rules: [{ to: [{ operation: { paths: [PATHS[round % 2]] } }] }] },
    }),
    async sentinelFollows(round) {
      const to = { kind: 'pod', pod: SENTINEL } as const
      const probes = PATHS.map((path) =>
        probeOf(
          {
            from: to,
            to,
            protocol: 'TCP',
            port: 80,
            http: { method: 'GET', path, host: CASE_HOST, headers: {} },
          },
          pods,
        ),
      )
      const [first, second] = await pods.agents.get('y/a')!.tries(probes)
      const [open, closed] = round % 2 === 0 ? [first, second] : [second, first]
      return open === 'answered' && closed === '403'
    },
    async observe(attempts) {
      const seen = new Map<Attempt, Seen>()
      const sources = Map.groupBy(
        attempts.filter((attempt) => isPossible(attempt, world)),
        ({ from }) => (from as { pod: string }).pod,
      )
      await Promise.all(
        [...sources].map(async ([source, tried]) => {
          const outcomes = await pods.agents
            .get(source)!
            .tries(tried.map((attempt) => probeOf(attempt, pods)))
          tried.forEach((attempt, n) => seen.set(attempt, seenAs(outcomes[n]!)))
        }),
      )
      return attempts.map((attempt) => seen.get(attempt) ?? null)
    },
  }
}

const SEEN: Readonly<Record<string, Seen>> = { answered: 'ALLOW', timeout: 'DENY', '403': '403' }
/** Envoy ends a connection with FIN or with RST; a caller whose own sidecar has lost its upstream reads 503. */
const seenAs = (outcome: string): Seen => SEEN[outcome] ?? 'RESET'

/** Both pods are among those raised, with or without a sidecar as the case has them. */
const isPossible = ({ from, to }: Attempt, world: World): boolean =>
  [from, to].every(
    (end) =>
      end.kind === 'pod' &&
      SIDECAR_PODS.includes(end.pod) &&
      (world.pods[end.pod]!.mesh === null) === PODS_OUTSIDE_MESH.includes(end.pod),
  )

/** The host of all cases that are not about hosts. Sidecars find their way by it, so each callee gets its own. */
const CASE_HOST = 'a.x'

function probeOf({ to, port, http }: Attempt, pods: CasePods): CaseProbe {
  const { pod } = to as { pod: string }
  const { namespace, name } = parts(pod)
  const at = port === 80 && !http ? PORT_OF_BYTES : port!
  const isInService = [...SIDECAR_PORTS.http, ...SIDECAR_PORTS.tcp].includes(at)
  return {
    protocol: 'TCP',
    address: isInService ? pods.serviceOf(pod) : pods.addressOf(pod),
    port: at,
    ...(http && { http: { ...http, host: http.host === CASE_HOST ? `${name}.${namespace}` : http.host } }),
  }
}
