/** Loads policies from the files that a scenario names. */
import { readFileSync } from 'node:fs'
import { messageOf, UsageError } from '../errors.ts'
import type { Policies } from './policy.ts'
import { parsePolicies, type FoundIn } from './read/parse-policies.ts'

/**
 * Reads and checks all files; together they hold each policy once.
 * @throws UsageError for a file that cannot be read or holds no policy, and with line and column for every problem in one
 */
export function loadPolicies(files: readonly string[]): Policies {
  const found: FoundIn = new Map()
  const read = files.map((file) => {
    const policies = parsePolicies(file, textOf(file), found)
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

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(
      `the policies of ${file} cannot be read: ${messageOf(error)}`,
      'paths under `policies` begin at the folder of the scenario file; nothing has been started',
    )
  }
}
