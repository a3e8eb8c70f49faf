/**
 * Compiles AuthorizationPolicies into rules for Envoy's RBAC filters, as istiod does (istio/istio, pilot/pkg/security/authz): one set
 * for requests, one for bytes that are no HTTP.
 */
import { asCidr } from './address-range.ts'
import { isOfHttp, namespacePattern, serviceAccountPattern } from './evaluate/authorization-rule.ts'
import { policiesOf } from './evaluate/by-sidecar.ts'
import { isTemplate } from './evaluate/text-match.ts'
import type { AuthorizationPolicy, AuthorizationRule, Condition } from './policy.ts'
import { podOf, type World } from './world.ts'

/** A message of Envoy's configuration, with Envoy's own field names (protobuf JSON). */
type Message = Record<string, unknown>

/** `envoy.config.rbac.v3.RBAC`. Under ALLOW, what no policy matches is denied. */
export interface RbacRules {
  action: 'ALLOW' | 'DENY'
  policies: Record<string, { permissions: Message[]; principals: Message[] }>
}

/** Sets of rules in the order of their filters, DENY first. */
export interface RbacFilters {
  http: RbacRules[]
  network: RbacRules[]
}

/**
 * The rules of one pod's sidecar; empty lists for a pod that no policy selects. Policies that are only logged, and AUDIT, make no rule.
 * @throws Error for a pod that the world does not have
 */
export function rbacOf(world: World, policies: readonly AuthorizationPolicy[], pod: string): RbacFilters {
  const ours = policiesOf(world, policies, podOf(world, pod)).filter(({ dryRun }) => !dryRun)
  const filters = (isHttp: boolean): RbacRules[] =>
    (['DENY', 'ALLOW'] as const).flatMap((action) => {
      const ofAction = ours.filter((policy) => policy.action === action)
      return ofAction.length === 0 ? [] : [rulesOf(action, ofAction, isHttp)]
    })
  return { http: filters(true), network: filters(false) }
}

const rulesOf = (
  action: RbacRules['action'],
  policies: readonly AuthorizationPolicy[],
  isHttp: boolean,
): RbacRules => ({
  action,
  policies: Object.fromEntries(
    policies.flatMap(({ policy: { namespace, name }, rules }) =>
      rules.flatMap((rule, n) => {
        // In an ALLOW policy a rule with conditions on HTTP would allow more without them, so it is left out.
        if (!isHttp && action === 'ALLOW' && conditionsOf(rule).some(({ attribute }) => isOfHttp(attribute)))
          return []
        const made = {
          permissions: rule.permissions.map((list) => permission(list, isHttp)),
          principals: rule.principals.map((list) => principal(list, isHttp, namespace)),
        }
        return [[`ns[${namespace}]-policy[${name}]-rule[${n}]`, made]]
      }),
    ),
  ),
})

const conditionsOf = ({ principals, permissions }: AuthorizationRule): Condition[] =>
  [...principals, ...permissions].flat()

const judged = (conditions: Condition[], isHttp: boolean): Condition[] =>
  conditions.filter(({ attribute }) => isHttp || !isOfHttp(attribute))

function permission(conditions: Condition[], isHttp: boolean): Message {
  const all = judged(conditions, isHttp).flatMap(({ attribute, values, notValues }) => {
    const any = (list: string[]): Message => ({
      or_rules: { rules: list.map((value) => permissionOf(attribute.kind, value)) },
    })
    return [
      ...(values.length > 0 ? [any(values)] : []),
      ...(notValues.length > 0 ? [{ not_rule: any(notValues) }] : []),
    ]
  })
  return { and_rules: { rules: all.length > 0 ? all : [{ any: true }] } }
}

function principal(conditions: Condition[], isHttp: boolean, namespace: string): Message {
  const all = judged(conditions, isHttp).flatMap((condition) => {
    const { values, notValues } = condition
    const any = (list: string[]): Message => ({
      or_ids: { ids: list.map((value) => principalOf(condition, value, namespace)) },
    })
    return [
      ...(values.length > 0 ? [any(values)] : []),
      ...(notValues.length > 0 ? [{ not_id: any(notValues) }] : []),
    ]
  })
  return { and_ids: { ids: all.length > 0 ? all : [{ any: true }] } }
}

function permissionOf(kind: Condition['attribute']['kind'], value: string): Message {
  switch (kind) {
    case 'destination.port':
      return { destination_port: Number(value) }
    case 'destination.ip':
      return { destination_ip: rangeOf(value) }
    case 'host':
      return { header: headerMatch(':authority', value, { ignore_case: true }) }
    case 'method':
      return { header: headerMatch(':method', value) }
    case 'path':
      return isTemplate(value)
        ? { uri_template: templateOf(value) }
        : { url_path: { path: textMatch(value) } }
    case 'header':
    case 'source.ip':
    case 'source.namespace':
    case 'source.principal':
    case 'source.serviceAccount':
      throw new Error(`${kind} is a condition on the caller`)
  }
}

function principalOf({ attribute }: Condition, value: string, namespace: string): Message {
  const named = (match: Message): Message => ({ authenticated: { principal_name: match } })
  switch (attribute.kind) {
    case 'source.principal':
      return named(principalMatch(value))
    case 'source.namespace':
      return named(regexMatch(namespacePattern(value)))
    case 'source.serviceAccount':
      return named(regexMatch(serviceAccountPattern(value, namespace)))
    case 'source.ip':
      return { direct_remote_ip: rangeOf(value) }
    case 'header':
      return { header: headerMatch(attribute.name, value) }
    case 'destination.ip':
    case 'destination.port':
    case 'host':
    case 'method':
    case 'path':
      throw new Error(`${attribute.kind} is a condition on the call`)
  }
}

const regexMatch = (regex: string): Message => ({ safe_regex: { regex } })

function textMatch(value: string): Message {
  if (value === '*') return regexMatch('.+')
  if (value.startsWith('*')) return { suffix: value.slice(1) }
  return value.endsWith('*') ? { prefix: value.slice(0, -1) } : { exact: value }
}

/** Policies write principals without their scheme. */
function principalMatch(value: string): Message {
  if (value === '*') return regexMatch('.+')
  const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  if (value.startsWith('*')) return regexMatch(`spiffe://.*${escaped(value.slice(1))}`)
  return textMatch(`spiffe://${value}`)
}

const headerMatch = (name: string, value: string, more: Message = {}): Message =>
  value === '*' ? { name, present_match: true } : { name, string_match: { ...textMatch(value), ...more } }

/** Envoy writes {*} and {**} without their braces. */
const templateOf = (value: string): Message => ({
  name: 'uri-template',
  typed_config: {
    '@type': 'type.googleapis.com/envoy.extensions.path.match.uri_template.v3.UriTemplateMatchConfig',
    path_template: value.replaceAll('{**}', '**').replaceAll('{*}', '*'),
  },
})

function rangeOf(value: string): Message {
  const [address_prefix, bits] = asCidr(value).split('/')
  return { address_prefix, prefix_len: Number(bits) }
}
