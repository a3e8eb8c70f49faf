/** Which pods a selector finds, by labels of the pod and of its namespace, as Kubernetes compares them. */
import { NAMESPACE_NAME, type World, type WorldPod } from './world.ts'

/** What one label must be. A selector is a list of requirements, which must all hold; an empty list selects every pod. */
export interface Requirement {
  /** Whose label: the pod's, its namespace's, or (with any key) the name of its service account. */
  of: 'pod' | 'namespace' | 'service-account'
  key: string
  operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist'
  /** Empty for Exists and DoesNotExist. */
  values: string[]
}

/** The requirement that the pod's namespace is this one. */
export const inNamespace = (name: string): Requirement => ({
  of: 'namespace',
  key: NAMESPACE_NAME,
  operator: 'In',
  values: [name],
})

/** Whether a selector finds a pod. NotIn also holds where the label is absent, as in Kubernetes. */
export const selects = (selector: readonly Requirement[], world: World, pod: WorldPod): boolean =>
  selector.every(({ of, key, operator, values }) => meets(operator, values, labelOf(of, key, world, pod)))

/**
 * Whether the value of a label meets an expression of a selector.
 * @param operator In, NotIn, Exists, or DoesNotExist, the only others that the API server takes
 * @param value undefined where the label is absent
 */
export function meets(operator: string, values: readonly string[], value: string | undefined): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value)
    case 'NotIn':
      return value === undefined || !values.includes(value)
    case 'Exists':
      return value !== undefined
    default:
      return value === undefined
  }
}

function labelOf(of: Requirement['of'], key: string, world: World, pod: WorldPod): string | undefined {
  if (of === 'service-account') return pod.serviceAccount
  if (of === 'namespace' && key === NAMESPACE_NAME) return pod.namespace
  const labels = of === 'pod' ? pod.labels : (world.namespaces[pod.namespace] ?? {})
  return Object.hasOwn(labels, key) ? labels[key] : undefined
}
