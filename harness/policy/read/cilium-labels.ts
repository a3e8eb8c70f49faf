/** Cilium's label keys: with a source ("k8s:app") and with keys of Cilium's own for the namespace and the service account. */
import type { Problem } from '../../yaml/problem.ts'
import type { Requirement } from '../selector.ts'
import { NAMESPACE_NAME } from '../world.ts'
import { requirementsOf, type WrittenSelector } from './label-selector.ts'

const NAMESPACE = 'io.kubernetes.pod.namespace'
const NAMESPACE_LABELS = 'io.cilium.k8s.namespace.labels.'
const SERVICE_ACCOUNT = 'io.cilium.k8s.policy.serviceaccount'
const CLUSTER = 'io.cilium.k8s.policy.cluster'

/** Keys that hopbench refuses, with the reason. Paths begin at `path`. */
export function keyProblems(selector: WrittenSelector | undefined, path: PropertyKey[]): Problem[] {
  const problem = (key: string, at: PropertyKey[], isKey: boolean): Problem[] => {
    const { source, name } = split(key)
    const message =
      source === 'reserved'
        ? `${key} is a label of Cilium's own: write fromEntities or toEntities`
        : source !== 'k8s' && source !== 'any'
          ? `${key} is no label of a pod: its source must be k8s or any`
          : name === CLUSTER
            ? `${key} names a cluster, and hopbench's arms have one`
            : null
    return message === null ? [] : [{ path: at, message, ...(isKey && { key }) }]
  }
  return [
    ...Object.keys(selector?.matchLabels ?? {}).flatMap((key) =>
      problem(key, [...path, 'matchLabels'], true),
    ),
    ...(selector?.matchExpressions ?? []).flatMap(({ key }, n) =>
      problem(key, [...path, 'matchExpressions', n, 'key'], false),
    ),
  ]
}

/** The requirements of a Cilium selector whose keys have no problems. */
export const ciliumRequirements = (selector: WrittenSelector): Requirement[] =>
  requirementsOf(selector, 'pod').map((requirement): Requirement => {
    const { name: key } = split(requirement.key)
    if (key === NAMESPACE) return { ...requirement, of: 'namespace', key: NAMESPACE_NAME }
    if (key.startsWith(NAMESPACE_LABELS))
      return { ...requirement, of: 'namespace', key: key.slice(NAMESPACE_LABELS.length) }
    if (key === SERVICE_ACCOUNT) return { ...requirement, of: 'service-account' }
    return { ...requirement, key }
  })

/** A key without a source matches labels of any source. */
function split(key: string): { source: string; name: string } {
  const at = key.indexOf(':')
  return at < 0 ? { source: 'any', name: key } : { source: key.slice(0, at), name: key.slice(at + 1) }
}
