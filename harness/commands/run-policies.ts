/** The policies of a scenario: loaded, and judged before a run, so that no run is started that its own policies lock out. */
import { UsageError } from '../errors.ts'
import type { Verdict } from '../policy/attempt.ts'
import { judge, type EnforcementPoint } from '../policy/evaluate/enforcement-point.ts'
import { loadPolicies } from '../policy/load-policies.ts'
import { nameOf, type Policies } from '../policy/policy.ts'
import type { World } from '../policy/world.ts'
import { neededAttempts, pairAttempt, pairsOf } from '../providers/shared/policy-calls.ts'
import { DNS_NAMESPACE, worldOf } from '../providers/shared/policy-world.ts'
import type { Scenario } from '../scenario/schema.ts'
import { DNS } from '../scenario/topology.ts'
import { outcomeText } from './outcome-text.ts'

export interface RunPolicies {
  files: readonly string[]
  policies: Policies
  /** Verdicts of every caller about every service, at each place where policies of these kinds are enforced. */
  matrices: VerdictMatrix[]
}

export interface VerdictMatrix {
  point: EnforcementPoint
  cells: { from: string; to: string; verdict: Verdict }[]
}

/**
 * Loads the policies of a scenario; null for a scenario without policies.
 * @throws UsageError for mistakes in the files, and for policies under which no page could be answered
 */
export function policiesOf(scenario: Scenario): RunPolicies | null {
  const { policies: files, topology } = scenario
  if (files === undefined) return null
  const policies = loadPolicies(files)
  refuseAddresses(policies)
  const points = pointsOf(policies)
  refuseLockOut(scenario, policies, points)
  const matrices = points.map((point) => {
    const world = worldAt(scenario, point)
    const cells = pairsOf(topology).map(({ from, to }) => ({
      from,
      to,
      verdict: judge(world, policies, pairAttempt(topology, from, to), point),
    }))
    return { point, cells }
  })
  return { files, policies, matrices }
}

/** Where these policies are enforced, if a datapath enforces them at all. */
const pointsOf = ({ network, authorization }: Policies): EnforcementPoint[] => [
  ...(network.length > 0 ? [{ at: 'identity' as const, enforcesRequests: true }] : []),
  ...(authorization.length > 0 ? [{ at: 'proxy' as const }] : []),
]

/** Sidecars are taken to require mutual TLS, as a mesh does that authorizes by identity. */
const worldAt = ({ topology }: Scenario, { at }: EnforcementPoint): World =>
  worldOf(topology, {
    mesh: at === 'proxy' ? { mutualTls: 'strict' } : null,
    // No verdict depends on the address of a pod: `refuseAddresses` sees to that.
    addressOf: () => '',
  })

/** An AuthorizationPolicy may ask for a pod's address, which only a raised arm has. */
function refuseAddresses({ authorization }: Policies): void {
  const asking = authorization.filter(({ rules }) =>
    rules
      .flatMap(({ principals, permissions }) => [...principals, ...permissions].flat())
      .some(({ attribute }) => attribute.kind === 'source.ip' || attribute.kind === 'destination.ip'),
  )
  if (asking.length === 0) return
  throw new UsageError(
    `${asking.map(({ policy }) => nameOf(policy)).join(', ')} asks for addresses of pods, which differ from arm to arm`,
    'name namespaces, principals or service accounts instead of ipBlocks; nothing has been started',
  )
}

/** Most lines of one message. */
const MOST_TOLD = 10

function refuseLockOut(scenario: Scenario, policies: Policies, points: EnforcementPoint[]): void {
  const lines = points.flatMap((point) => {
    const world = worldAt(scenario, point)
    return neededAttempts(scenario.topology).flatMap(({ from, to, attempt }) => {
      const verdict = judge(world, policies, attempt, point)
      if (verdict.outcome === 'allowed') return []
      const needs =
        to === DNS
          ? `${from} must ask the DNS server (namespace ${DNS_NAMESPACE}, k8s-app: kube-dns, UDP port 53)`
          : attempt.http
            ? `${from} must call ${to} (port ${attempt.port}, ${attempt.http.method} ${attempt.http.path})`
            : `${from} must query ${to} (port ${attempt.port})`
      return [`${needs}: ${outcomeText(verdict)} ${deciders(verdict)}`]
    })
  })
  if (lines.length === 0) return
  const more = lines.length > MOST_TOLD ? [`and ${lines.length - MOST_TOLD} more`] : []
  throw new UsageError(
    [
      `the policies of ${scenario.name} lock the run out: no page could be answered`,
      ...[...lines.slice(0, MOST_TOLD), ...more].map((line) => `  ${line}`),
    ].join('\n'),
    'allow every call of the topology, and DNS where egress is isolated; nothing has been started',
  )
}

/** "by NetworkPolicy shop/closed", or why where no single policy decided. */
function deciders({ by, reason }: Verdict): string {
  const names = by.map(nameOf).join(', ')
  if (reason === 'rule-denies') return `by ${names}`
  if (by.length > 0) return `since no rule allows it in ${names}`
  return 'since the caller has no sidecar'
}
