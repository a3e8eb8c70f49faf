/** The AuthorizationPolicies of an arm: those of files or of the scenario's `policy`, and for an arm with `policyRules` further rules that match nobody. */
import type { AuthorizationPolicy, AuthorizationRule } from '../../../../policy/policy.ts'
import { policiesOf } from '../../../../policy/evaluate/by-sidecar.ts'
import { podOf } from '../../../../policy/world.ts'
import { queryEdgesOf } from '../../../../scenario/queries.ts'
import { edgesOf } from '../../../../scenario/topology.ts'
import { TRUST_DOMAIN } from '../../identity/workload.ts'
import type { NodeSite } from '../../datapath.ts'
import { worldOfSite } from '../../policy/world-of-site.ts'

type AuthorizationSite = Pick<
  NodeSite,
  'topology' | 'policies' | 'strangers' | 'pods' | 'services' | 'databases'
> & {
  arm: Pick<NodeSite['arm'], 'policyRules'>
}

/**
 * A scenario's `policy` becomes a policy for each pod that is called, as it does where the real Istio is measured. Further rules stand
 * beside those that allow something. Where nothing says who may call whom, an arm with `policyRules` gets the strictest policy under which
 * its pages work: each pod takes the calls and queries of its own callers, and no more.
 */
export function authorizationPoliciesOf(site: AuthorizationSite): AuthorizationPolicy[] {
  const ofFiles = site.policies?.authorization ?? []
  const { topology, arm } = site
  const hasFillers = arm.policyRules > 0
  if (!hasFillers && !topology.policy) return ofFiles
  const servers = [...site.services, ...site.databases]
  if (site.policies !== undefined) {
    const world = worldOfSite(site, { mutualTls: 'strict' })
    const isClosed = (pod: string): boolean =>
      policiesOf(world, ofFiles, podOf(world, pod)).some(
        ({ action, dryRun }) => action === 'ALLOW' && !dryRun,
      )
    return [
      ...ofFiles,
      ...servers.filter(({ name }) => isClosed(name)).map((server) => fillersOf(site, server)),
    ]
  }
  const allowed = topology.policy
    ? topology.policy.allow.flatMap(({ from, to }) => to.map((name) => ({ from, to: name })))
    : [...edgesOf(topology), ...queryEdgesOf(topology)]
  return servers.flatMap((server) => [
    ...(hasFillers ? [fillersOf(site, server)] : []),
    allowing(
      server,
      'calls',
      allowed
        .filter(({ to }) => to === server.name)
        .map(({ from }) => {
          const { name, namespace } = site.pods.find((pod) => pod.name === from)!
          return `${TRUST_DOMAIN}/ns/${namespace}/sa/${name}`
        }),
    ),
  ])
}

type Server = Pick<NodeSite['services'][number], 'name' | 'namespace'>

/** Envoy asks rules in the order of their names. The name of these comes first, so that each of them is asked before one matches. */
const fillersOf = ({ arm }: AuthorizationSite, server: Server): AuthorizationPolicy =>
  allowing(
    server,
    '0-fillers',
    Array.from({ length: arm.policyRules }, (_, n) => `${TRUST_DOMAIN}/ns/fillers/sa/nobody-${n}`),
  )

/** A rule for each principal. */
const allowing = (
  { name, namespace }: Server,
  policy: string,
  principals: string[],
): AuthorizationPolicy => ({
  policy: { kind: 'AuthorizationPolicy', namespace, name: `${policy}-of-${name}` },
  selects: [{ of: 'pod', key: 'app', operator: 'In', values: [name] }],
  action: 'ALLOW',
  dryRun: false,
  rules: principals.map((principal): AuthorizationRule => ({
    principals: [[{ attribute: { kind: 'source.principal' }, values: [principal], notValues: [] }]],
    permissions: [[]],
  })),
})
