/** For tests: whether a call of npm is one that this hopbench understands, by its real command line. */
import { join } from 'node:path'
import packageJson from '../../../package.json' with { type: 'json' }
import { readCommandLine, type Typed } from '../../cli/command-line.ts'
import { resolveRun } from '../../commands/resolve-run.ts'
import { ROOT } from '../../docs/pages.ts'
import { providers } from '../../providers/index.ts'
import config from '../../../vitest.config.ts'

/** Scripts of package.json that start the program with the script's own name as its command. */
const STARTS_THE_PROGRAM = /env node harness\/(?:main\.ts|setup\/run-bench\.ts)/

/**
 * The command that the program gets; null for a script that is no command of the program.
 * @throws UsageError for a flag, a scenario or a datapath that there is not; Error for a script that there is not
 */
export function checkNpmCall(args: readonly string[], folder = ROOT): Typed | null {
  const words = args.filter((word) => word !== '-s' && word !== '--silent')
  const [script = '', ...rest] = words[0] === 'run' ? words.slice(1) : words
  const line = (packageJson.scripts as Record<string, string>)[script]
  if (line === undefined) throw new Error(`package.json has no script ${script}`)
  if (rest.length > 0 && rest[0] !== '--') throw new Error(`npm keeps ${rest.join(' ')} to itself without --`)
  const typed = rest.slice(1)
  if (script === 'test') checkProjects(typed)
  if (!STARTS_THE_PROGRAM.test(line)) return null
  const command = readCommandLine([script, ...typed], providers, { INIT_CWD: folder })
  if (command.command === 'help') throw new Error(`${args.join(' ')} only prints help`)
  if (command.command === 'bench' || command.command === 'plan')
    resolveRun({ ...command.flags, out: join(ROOT) })
  return command
}

/** Of vitest's flags, only the names of projects are ours. */
function checkProjects(args: readonly string[]): void {
  const known = config.test?.projects?.map((project) =>
    typeof project === 'object' && 'test' in project ? project.test.name : null,
  )
  const named = args.flatMap((word, at) => (args[at - 1] === '--project' ? [word] : []))
  const unknown = named.filter((name) => !known?.includes(name))
  if (unknown.length > 0) throw new Error(`there is no project ${unknown.join(', ')} of tests`)
}
