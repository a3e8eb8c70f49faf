/** Flags that npm kept to itself because they were typed without `--` before them. */
import type { Command } from 'commander'
import { UsageError } from '../errors.ts'

/** Flags that npm has itself: a user's npm may be set up with them. */
const OF_NPM = new Set(['--json', '--help'])

/**
 * Refuses a command whose flags npm has swallowed: `npm run bench --quick` would run without `--quick`, and take ten minutes.
 * npm tells of such a flag only in a variable.
 * @throws UsageError that names the flags and shows where `--` belongs.
 */
export function refuseSwallowedFlags(command: Command, environment: NodeJS.ProcessEnv): void {
  const swallowed = command.options
    .flatMap(({ long }) => long ?? [])
    .filter((flag) => !OF_NPM.has(flag) && environment[variableOf(flag)] !== undefined)
  if (swallowed.length === 0) return
  throw new UsageError(
    `npm kept ${swallowed.join(' and ')} for itself, because there is no -- before the flags`,
    `\`npm run ${command.name()} -- ${swallowed.join(' ')}\`; nothing has been started`,
  )
}

const variableOf = (flag: string): string => `npm_config_${flag.slice(2).replaceAll('-', '_')}`
