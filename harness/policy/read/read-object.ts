/** Reads one Kubernetes object with the schema of its kind. */
import { z } from 'zod'
import type { Problem } from '../../yaml/problem.ts'
import { expectation, schemaProblems } from '../../yaml/schema-problems.ts'
import type { AuthorizationPolicy, NetworkRules } from '../policy.ts'

/** What an object holds. A Cilium object with `specs` holds several sets of rules. */
export type PolicyRead =
  { layer: 'network'; rules: NetworkRules } | { layer: 'authorization'; policy: AuthorizationPolicy }

export interface ObjectRead {
  outputs: PolicyRead[]
  problems: Problem[]
}

/**
 * Makes the reader of a kind: the schema says which fields there are, `check` what the API server or the product refuses besides,
 * and `convert` is only called without problems.
 */
export const objectReader =
  <Written>(
    schema: z.ZodType<Written>,
    check: (written: Written) => Problem[],
    convert: (written: Written) => PolicyRead[],
  ) =>
  (value: unknown): ObjectRead => {
    const given = withoutNulls(value)
    const parsed = schema.safeParse(given, { error: expectation })
    const problems = parsed.success
      ? check(parsed.data)
      : parsed.error.issues.flatMap((issue) => schemaProblems(issue, given, schema))
    return { outputs: parsed.success && problems.length === 0 ? convert(parsed.data) : [], problems }
  }

/**
 * A field without a value (`ingress:` and nothing behind it) counts as absent, as for the API server. A label without a value does
 * not: leaving it out would widen what the selector finds.
 */
function withoutNulls(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutNulls(item))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null || key === 'matchLabels')
      .map(([name, item]) => [name, withoutNulls(item, name)]),
  )
}

/** A field that the product has and hopbench refuses. `why` completes "must be left out: …". */
export const refused = (why: string) => z.never({ error: `must be left out: ${why}` }).optional()
