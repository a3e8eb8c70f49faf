/** `completion`: prints the script that makes a shell complete hopbench's commands. Reads nothing and changes nothing. */
import packageJson from '../../package.json' with { type: 'json' }
import { programOf, type Shell } from '../cli/command-line.ts'
import { PROJECT } from '../cli/run-flags.ts'
import { completedCommands } from '../completion/completed-command.ts'
import { completionScript } from '../completion/completion-script.ts'
import { EXIT, type ExitCode } from '../errors.ts'
import { providers } from '../providers/index.ts'

export function completion({ shell }: { shell: Shell }): ExitCode {
  const { program } = programOf(providers, PROJECT)
  const commands = completedCommands(
    program,
    providers.map(({ name }) => name),
  )
  const scripts = Object.keys(packageJson.scripts)
  process.stdout.write(completionScript(shell, { root: PROJECT, scripts, commands, providers }))
  return EXIT.ok
}
