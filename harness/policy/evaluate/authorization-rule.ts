/** Whether a rule of an AuthorizationPolicy matches a call. */
import type { Attempt, HttpRequest } from '../attempt.ts'
import { asCidr, contains } from '../address-range.ts'
import type { Attribute, AuthorizationPolicy, AuthorizationRule, Condition } from '../policy.ts'
import type { Identity, World, WorldPod } from '../world.ts'
import { isTemplate, normalPath, templateMatches, textMatches } from './text-match.ts'

/** A call as the sidecar of the destination sees it. */
export interface Call {
  /** SPIFFE identity of the caller, "spiffe://cluster.local/ns/shop/sa/web"; null without mutual TLS. */
  principal: string | null
  /** null for the node, which hopbench's worlds give no address. */
  sourceAddress: string | null
  destinationAddress: string
  port: number
  http: HttpRequest | null
}

const SCHEME = 'spiffe://'

export function callOf(
  world: World,
  from: Identity,
  to: WorldPod,
  { port, http }: Attempt,
  isMutual: boolean,
): Call {
  return {
    principal:
      isMutual && from.kind === 'pod'
        ? `${SCHEME}${world.trustDomain}/ns/${from.pod.namespace}/sa/${from.pod.serviceAccount}`
        : null,
    sourceAddress: from.kind === 'host' ? null : from.kind === 'pod' ? from.pod.address : from.address,
    destinationAddress: to.address,
    port: port ?? 0,
    http: http ?? null,
  }
}

/**
 * Conditions on HTTP cannot hold for bytes that are no HTTP. Istio then leaves the whole rule out of an ALLOW policy, and the
 * condition out of a DENY policy, so that both err on the side of denying.
 */
export function ruleMatches(
  { principals, permissions }: AuthorizationRule,
  { action, policy }: AuthorizationPolicy,
  call: Call,
): boolean {
  const all = [...principals, ...permissions].flat()
  const isIgnored = ({ attribute }: Condition): boolean => call.http === null && isOfHttp(attribute)
  if (action === 'ALLOW' && all.some(isIgnored)) return false
  const holds = (conditions: Condition[]): boolean =>
    conditions.every((one) => isIgnored(one) || conditionHolds(one, policy.namespace, call))
  return principals.some(holds) && permissions.some(holds)
}

export const isOfHttp = ({ kind }: Attribute): boolean =>
  kind === 'host' || kind === 'method' || kind === 'path' || kind === 'header'

function conditionHolds({ attribute, values, notValues }: Condition, namespace: string, call: Call): boolean {
  const matches = (value: string): boolean => valueMatches(attribute, value, namespace, call)
  return (values.length === 0 || values.some(matches)) && !notValues.some(matches)
}

function valueMatches(attribute: Attribute, value: string, namespace: string, call: Call): boolean {
  const { principal, http } = call
  switch (attribute.kind) {
    case 'source.principal':
      return principal !== null && textMatches(value, principal.slice(SCHEME.length))
    case 'source.namespace':
      return principal !== null && namespaceRegex(value).test(principal)
    case 'source.serviceAccount':
      return principal !== null && serviceAccountRegex(value, namespace).test(principal)
    case 'source.ip':
      return call.sourceAddress !== null && contains(asCidr(value), call.sourceAddress)
    case 'destination.ip':
      return contains(asCidr(value), call.destinationAddress)
    case 'destination.port':
      return Number(value) === call.port
    case 'method':
      return http !== null && textMatches(value, http.method)
    case 'host':
      return http !== null && textMatches(value.toLowerCase(), http.host.toLowerCase())
    case 'path':
      return http !== null && pathMatches(value, http.path)
    case 'header':
      return http !== null && headerMatches(value, http.headers, attribute.name)
  }
}

const pathMatches = (pattern: string, path: string): boolean =>
  isTemplate(pattern) ? templateMatches(pattern, normalPath(path)) : textMatches(pattern, normalPath(path))

function headerMatches(pattern: string, headers: HttpRequest['headers'], name: string): boolean {
  const value = Object.hasOwn(headers, name) ? headers[name] : undefined
  return value !== undefined && (pattern === '*' || textMatches(pattern, value))
}

/** Asterisks stand for anything, wherever they are (istio: srcNamespaceGenerator). */
export const namespacePattern = (value: string): string => `.*/ns/${value.replaceAll('*', '.*')}/.*`
const namespaceRegex = (value: string): RegExp => new RegExp(`^${namespacePattern(value)}$`)

/** "name" is a service account of the policy's namespace; "namespace/name" is one of another (istio: serviceAccountRegex). */
export function serviceAccountPattern(value: string, namespace: string): string {
  const [first = '', second] = value.split('/')
  const [of, account] = second === undefined ? [namespace, first] : [first, second]
  return `spiffe://.+/ns/${of}/(.+/|)sa/${account}(/.+)?`
}
const serviceAccountRegex = (value: string, namespace: string): RegExp =>
  new RegExp(`^${serviceAccountPattern(value, namespace)}$`)
