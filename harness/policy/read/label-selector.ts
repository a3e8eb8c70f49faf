/** Label selectors as Kubernetes writes them: `matchLabels` and `matchExpressions`. */
import { z } from 'zod'
import type { Problem } from '../../yaml/problem.ts'
import type { Requirement } from '../selector.ts'

/** A label's value (Kubernetes: "Labels and Selectors"); it may be empty. */
export const labelValue = z
  .string()
  .max(63, 'must have at most 63 characters')
  .regex(
    /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/,
    'must be the value of a label: letters, digits, dashes, dots',
  )

const KEY_PREFIX = '([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?'
const KEY_NAME = '[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?'
const MUST_BE_KEY = 'must be the key of a label, such as app or example.com/tier'
export const labelKey = z.string().regex(new RegExp(`^${KEY_PREFIX}${KEY_NAME}$`), MUST_BE_KEY)
/** Cilium's keys may begin with their source: "k8s:app", "any:app". */
const ciliumKey = z.string().regex(new RegExp(`^([a-z0-9]+:)?${KEY_PREFIX}${KEY_NAME}$`), MUST_BE_KEY)

const selectorOf = (key: z.ZodString) =>
  z.strictObject({
    matchLabels: z.record(key, labelValue).optional(),
    matchExpressions: z
      .array(
        z.strictObject({
          key,
          operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']),
          values: z.array(labelValue).optional(),
        }),
      )
      .optional(),
  })

export const labelSelector = selectorOf(labelKey)
export const ciliumSelector = selectorOf(ciliumKey)
export type WrittenSelector = z.infer<typeof labelSelector>

/** What the API server refuses in a selector. Paths begin at `path`. */
export const selectorProblems = (selector: WrittenSelector | undefined, path: PropertyKey[]): Problem[] =>
  (selector?.matchExpressions ?? []).flatMap(({ operator, values = [] }, n) => {
    const needsValues = operator === 'In' || operator === 'NotIn'
    if (needsValues === values.length > 0) return []
    const message = needsValues
      ? `must have values, because its operator is ${operator}`
      : `must have no values, because its operator is ${operator}`
    return [{ path: [...path, 'matchExpressions', n], message }]
  })

/** The requirements of a selector of pods or of namespaces; none for a selector without fields, which selects all. */
export function requirementsOf(selector: WrittenSelector, of: 'pod' | 'namespace'): Requirement[] {
  return [
    ...Object.entries(selector.matchLabels ?? {}).map(([key, value]): Requirement => ({
      of,
      key,
      operator: 'In',
      values: [value],
    })),
    ...(selector.matchExpressions ?? []).map(({ key, operator, values = [] }): Requirement => ({
      of,
      key,
      operator,
      values,
    })),
  ]
}
