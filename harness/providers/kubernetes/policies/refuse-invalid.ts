/** Asks the API server whether it would take the policies of an arm, webhooks included, before one of them is in force. */
import { ApiException } from '@kubernetes/client-node'
import { BenchError, messageOf } from '../../../errors.ts'
import { apply } from '../api/apply.ts'
import type { ClusterApi } from '../api/connect.ts'
import { statusOf } from '../api/failure.ts'
import type { ArmPolicy } from './arm-policies.ts'

/**
 * Stores nothing.
 * @throws BenchError with `file:line:column` for each policy that is refused, and whatever else went wrong
 */
export async function refuseInvalid(api: ClusterApi, policies: readonly ArmPolicy[]): Promise<void> {
  const refused: string[] = []
  for (const { written, objects } of policies)
    try {
      await apply(api, objects, true)
    } catch (error) {
      if (!isRefusal(error)) throw error
      refused.push(...refusalsOf(error).map(({ path, message }) => written.problemAt(path, message)))
    }
  if (refused.length === 0) return
  throw new BenchError(
    `the API server refuses policies of the scenario:\n${refused.join('\n\n')}`,
    'mend the policies, or run against the version of Kubernetes and of the mesh that they were written for',
  )
}

/**
 * 400 is the answer of webhooks, 422 that of the definition of a kind, 404 that for a kind that the cluster does not know. For a field
 * that a definition does not have, server-side apply answers 500.
 */
const REFUSALS = new Set([400, 404, 422])
const isRefusal = (error: unknown): boolean =>
  REFUSALS.has(statusOf(error) ?? 0) || UNDECLARED.test(bodyOf(error).message ?? '')

interface Refusal {
  path: PropertyKey[]
  message: string
}

interface StatusBody {
  message?: string
  details?: { causes?: { field?: string; message?: string }[] }
}

/** One for each field that the API server names, or one for the whole object. */
export function refusalsOf(error: unknown): Refusal[] {
  const { message, details } = bodyOf(error)
  const causes = (details?.causes ?? []).filter(({ field }) => field !== undefined && field !== '<nil>')
  if (causes.length > 0)
    return causes.map((cause) => ({
      path: pathOf(cause.field!),
      message: `is refused by the API server: ${cause.message ?? ''}`,
    }))
  const text = message ?? messageOf(error)
  const undeclared = UNDECLARED.exec(text)
  return undeclared
    ? [{ path: pathOf(undeclared[1]!), message: 'is refused by the API server: it does not know this field' }]
    : [{ path: [], message: `is refused by the API server: ${text}` }]
}

/** "….spec.ingres: field not declared in schema" */
const UNDECLARED = /[\s:]\.([\w.[\]]+): field not declared in schema/

function bodyOf(error: unknown): StatusBody {
  const { cause } = error as { cause?: unknown }
  const body: unknown = cause instanceof ApiException ? cause.body : undefined
  if (typeof body !== 'string') return body ?? {}
  try {
    return JSON.parse(body) as StatusBody
  } catch {
    return { message: body }
  }
}

/** "spec.ingress[0].from" as keys and indexes. Keys in brackets, as of labels, stay keys. */
export const pathOf = (field: string): PropertyKey[] =>
  [...field.matchAll(/\[([^\]]*)\]|([^.[\]]+)/g)].map(([, inBrackets, key]) =>
    inBrackets === undefined ? key! : /^\d+$/.test(inBrackets) ? Number(inBrackets) : inBrackets,
  )
