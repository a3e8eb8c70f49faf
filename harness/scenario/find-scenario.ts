/** Finds scenarios by name (`chain-3`) or by path (`my/shop.yaml`). */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { didYouMean } from '../words/did-you-mean.ts'
import { UsageError } from '../errors.ts'

/** The scenario of `npm run bench` without --scenario. */
export const DEFAULT_SCENARIO = 'chain-3'

const SHIPPED = join(import.meta.dirname, '..', '..', 'scenarios')

export const shippedScenarios = (): string[] =>
  readdirSync(SHIPPED)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))

/** Whether this is the path of a file, and not the name of a shipped scenario. */
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
    `shipped are ${names.join(', ')}; give your own file by its path, such as my/shop.yaml`,
  )
}
