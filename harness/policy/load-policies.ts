/** Loads policies from the files that a scenario names. */
import { UsageError } from '../errors.ts'
import { writtenText } from '../yaml/written-text.ts'
import type { Policies } from './policy.ts'
import { parsePolicies, type FoundIn } from './read/parse-policies.ts'

/**
 * Reads and checks all files; together they hold each policy once.
 * @throws UsageError for a file that cannot be read or holds no policy, and with line and column for every problem in one
 */
export function loadPolicies(files: readonly string[]): Policies {
  const found: FoundIn = new Map()
  const read = files.map((file) => {
    const policies = parsePolicies(file, policiesText(file), found)
    if (policies.network.length + policies.authorization.length > 0) return policies
    throw new UsageError(
      `${file} holds no policy`,
      'put policies into the file, or remove the file from `policies` of the scenario; nothing has been started',
    )
  })
  return {
    network: read.flatMap(({ network }) => network),
    authorization: read.flatMap(({ authorization }) => authorization),
  }
}

/** The text of a file with policies. @throws UsageError for what is no file that can be read */
export const policiesText = (file: string): string =>
  writtenText(
    file,
    `the policies of ${file}`,
    'paths under `policies` begin at the folder of the scenario file; nothing has been started',
  )
