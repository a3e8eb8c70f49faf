/** Scenarios by name (`chain-3`) or by path (`my/shop.yaml`). */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { didYouMean } from '../words/did-you-mean.ts'
import { UsageError } from '../errors.ts'

/** What `npm run bench` runs. */
export const DEFAULT_SCENARIO = 'chain-3'

const SHIPPED = join(import.meta.dirname, '..', '..', 'scenarios')

export const shippedScenarios = (): string[] =>
  readdirSync(SHIPPED)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))

/** Whether this is a file of the user's, and not the name of a shipped scenario. */
export const isScenarioPath = (nameOrPath: string): boolean => /[/\\]|\.ya?ml$/.test(nameOrPath)

/**
 * Path of a scenario's file.
 * @throws UsageError when no shipped scenario has that name.
 */
export function findScenario(nameOrPath: string): string {
  if (isScenarioPath(nameOrPath)) return nameOrPath
  const names = shippedScenarios()
  if (names.includes(nameOrPath)) return join(SHIPPED, `${nameOrPath}.yaml`)
  throw new UsageError(
    `there is no scenario called ${nameOrPath}${didYouMean(nameOrPath, names)}`,
    `shipped are ${names.join(', ')}; a file of yours is named with its path`,
  )
}
