/**
 * Rewrites names of namespaces in a policy: on a cluster every arm has namespaces of its own, so "shop" is another name in each arm.
 * Pure. Everything else stays as it is written, and at its place.
 */
import { NAMESPACE_NAME } from '../../../policy/world.ts'
import type { ArmNames } from '../workload/arm-names.ts'

export interface Names {
  /** The namespaces of the scenario, each with its name on the cluster. */
  namespaces: ArmNames['namespaces']
  /** Names that stand before a namespace in host names. */
  services: readonly string[]
}

/** Keys of labels whose value is the name of a namespace, without the source that Cilium may put in front. */
const NAMESPACE_KEYS = new Set([
  NAMESPACE_NAME,
  'io.kubernetes.pod.namespace',
  `io.cilium.k8s.namespace.labels.${NAMESPACE_NAME}`,
])
const isOfNamespace = (key: string): boolean => NAMESPACE_KEYS.has(key.slice(key.indexOf(':') + 1))

/** Label selectors, wherever they stand in a NetworkPolicy or one of Cilium's policies. */
export function withNamespacesOf(value: unknown, names: Names): unknown {
  const renamed = (name: unknown): unknown => names.namespaces.get(String(name)) ?? name
  return everyField(value, (field, found) => {
    if (field === 'matchLabels' && isMapping(found))
      return Object.fromEntries(
        Object.entries(found).map(([key, name]) => [key, isOfNamespace(key) ? renamed(name) : name]),
      )
    if (field !== 'matchExpressions' || !Array.isArray(found)) return undefined
    return (found as { key: string; values?: unknown[] }[]).map((one) =>
      isOfNamespace(one.key) && Array.isArray(one.values) ? { ...one, values: one.values.map(renamed) } : one,
    )
  })
}

type Rename = (value: string, names: Names) => string[]

/** Fields of an AuthorizationPolicy that hold names of namespaces, and keys of its conditions that do. */
const SOURCES: Readonly<Record<string, Rename>> = {
  namespaces: namespacePattern,
  principals: principalPattern,
  serviceAccounts: accountName,
  hosts: hostPattern,
}
const CONDITIONS: Readonly<Record<string, Rename>> = {
  'source.namespace': namespacePattern,
  'source.principal': principalPattern,
  'source.serviceAccount': accountName,
}
const NEGATED = /^not([A-Z])/
const plainField = (field: string): string =>
  field.replace(NEGATED, (_, first: string) => first.toLowerCase())

/** Sources, hosts and conditions of an AuthorizationPolicy. A pattern that cuts the name of a namespace becomes one for each that it matches. */
export const withPrincipalsOf = (value: unknown, names: Names): unknown =>
  everyField(value, (field, found) => {
    const rename = SOURCES[plainField(field)]
    if (rename && Array.isArray(found)) return found.flatMap((one) => rename(String(one), names))
    if (field !== 'when' || !Array.isArray(found)) return undefined
    return (found as { key: string; values?: string[]; notValues?: string[] }[]).map((condition) => {
      const rename = CONDITIONS[condition.key]
      if (!rename) return condition
      const { values, notValues } = condition
      return {
        ...condition,
        ...(values && { values: values.flatMap((one) => rename(one, names)) }),
        ...(notValues && { notValues: notValues.flatMap((one) => rename(one, names)) }),
      }
    })
  })

/** "shop", or "sh*"; a pattern that no namespace of the scenario matches stays. */
function namespacePattern(value: string, { namespaces }: Names): string[] {
  if (value === '*' || !value.includes('*')) return [namespaces.get(value) ?? value]
  const regex = new RegExp(`^${value.split('*').map(escapeRegex).join('.*')}$`)
  const found = [...namespaces].filter(([name]) => regex.test(name)).map(([, onCluster]) => onCluster)
  return found.length > 0 ? found : [value]
}

/** "cluster.local/ns/shop/sa/web", whole or cut at either end by an asterisk. */
function principalPattern(value: string, names: Names): string[] {
  const whole = /^(.*\/ns\/)([^/*]+)(\/.*)$/.exec(value)
  if (whole) return [`${whole[1]}${names.namespaces.get(whole[2]!) ?? whole[2]}${whole[3]}`]
  const beginning = /^(.*\/ns\/)([^/*]+\*)$/.exec(value)
  if (beginning) {
    const found = namespacePattern(beginning[2]!, names)
    return found.map((name) => `${beginning[1]}${name}${name.endsWith('*') ? '' : '/*'}`)
  }
  const end = /^(\*[^/*]+)(\/sa\/.*)$/.exec(value)
  if (!end) return [value]
  const found = namespacePattern(end[1]!, names)
  return found.map((name) => `${name.startsWith('*') ? '' : '*/ns/'}${name}${end[2]}`)
}

/** "shop/web" is an account of another namespace; "web" one of the policy's, which has been renamed. */
function accountName(value: string, { namespaces }: Names): string[] {
  const [first = '', second] = value.split('/')
  return [second === undefined ? value : `${namespaces.get(first) ?? first}/${second}`]
}

/** "web.shop", "web.shop.svc.cluster.local", "*.shop". */
function hostPattern(value: string, { namespaces, services }: Names): string[] {
  const [service = '', namespace = '', ...rest] = value.toLowerCase().split('.')
  const onCluster = service === '*' || services.includes(service) ? namespaces.get(namespace) : undefined
  return [onCluster === undefined ? value : [service, onCluster, ...rest].join('.')]
}

const escapeRegex = (text: string): string => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&')

const isMapping = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

/** The value with some fields replaced, wherever they are. @param replace returns undefined for a field to look into */
function everyField(value: unknown, replace: (field: string, value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => everyField(item, replace))
  if (!isMapping(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([field, found]) => [
      field,
      replace(field, found) ?? everyField(found, replace),
    ]),
  )
}
