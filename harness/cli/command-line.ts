/** From what the user typed to a command with its flags. */
import { Argument, Command, CommanderError } from 'commander'
import { resolve } from 'node:path'
import { UsageError } from '../errors.ts'
import { addProviderFlags, splitProviderFlags, type FlagOwner } from './provider-flags.ts'
import { refuseSwallowedFlags } from './swallowed-flags.ts'
import { addExchangeCommands, type ExchangeTyped } from './exchange-commands.ts'
import { addGateCommand, type GateTyped } from './gate-command.ts'
import { addInitCommand, type InitTyped } from './init-command.ts'
import { addReadingCommands, type ReadingTyped } from './reading-commands.ts'
import {
  addRunFlags,
  addSeriesFlags,
  outOption,
  resumeFlag,
  resumeOption,
  type RunFlags,
} from './run-flags.ts'
import { userFolder } from './user-folder.ts'

export interface CalibrateFlags {
  /** Trials of each arm; absent for the default. */
  rounds?: number
  seed?: string
  out: string
  json: boolean
  /** The user's current folder. */
  folder: string
}

export type Typed =
  | ExchangeTyped
  | GateTyped
  | InitTyped
  | ReadingTyped
  | { command: 'calibrate'; flags: CalibrateFlags }
  | { command: 'bench' | 'plan'; flags: RunFlags }
  | { command: 'doctor' | 'image'; flags: { json: boolean } }
  | { command: 'clean'; flags: { json: boolean; kept: boolean } }
  | { command: 'completion'; flags: { shell: Shell } }
  | { command: 'help'; text: string }

/** Shells that can complete. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof SHELLS)[number]

/** Defaults of switches. */
const OFF = { quick: false, json: false }

/** What a user may type, and where it is collected. */
interface Program {
  program: Command
  /** What was typed; undefined before the program has parsed anything. */
  typed: () => Typed | undefined
  /** What the program wrote because it was asked for help. */
  help: () => string
}

/**
 * All commands with their flags.
 * @param providers `bench` and `plan` have the flags of these providers; the first is the default provider
 * @param folder the user's current folder, at which paths begin
 */
export function programOf(providers: readonly FlagOwner[], folder: string): Program {
  const fromUser = (path: string): string => {
    if (path !== '') return resolve(folder, path)
    throw new UsageError(
      'a file or folder is typed as an empty text',
      'name the file or folder; perhaps a variable of your shell is empty',
    )
  }
  let typed: Typed | undefined
  let help = ''
  const program = new Command('hopbench')
    .description('What each hop of a call chain costs under each way of carrying it.')
    .configureOutput({ writeOut: (text) => (help += text), writeErr: () => undefined })
    .exitOverride()

  for (const [command, description] of [
    ['bench', 'measure, then write results/<run>/ and reports/<run>/'],
    ['plan', 'print what bench would do and how long it would take; starts nothing'],
  ] as const) {
    const run = program.command(command).description(description)
    addRunFlags(run, providers, fromUser)
    if (command === 'bench') run.addOption(resumeOption(fromUser))
    addProviderFlags(run, providers)
    run.action(
      ({
        resume,
        ...written
      }: Omit<RunFlags, 'providerFlags' | 'folder' | 'resume'> & { resume?: string | true }) => {
        const { typed: providerFlags, others } = splitProviderFlags(written, providers)
        typed = {
          command,
          flags: { ...OFF, ...others, ...resumeFlag(run, resume), providerFlags, folder },
        }
      },
    )
  }

  const take = (other: ReadingTyped | ExchangeTyped | GateTyped | InitTyped): void => void (typed = other)
  addReadingCommands(program, fromUser, take)
  addExchangeCommands(program, fromUser, take)
  addInitCommand(program, folder, fromUser, take)
  addGateCommand(program, folder, fromUser, take)

  const calibrate = program
    .command('calibrate')
    .description('plant effects of known size, one in each arm, and say which the instrument finds')
  addSeriesFlags(calibrate)
  calibrate
    .addOption(outOption('folder in which to write results/ and reports/', fromUser))
    .option('--json', 'print what happens as JSON on stdout, one event a line')
    .action((flags: Omit<CalibrateFlags, 'folder' | 'json'> & { json?: boolean }) => {
      typed = { command: 'calibrate', flags: { json: false, ...flags, folder } }
    })

  for (const [command, description] of [
    ['doctor', 'print what this machine can run, and what to install for the rest'],
    ['image', 'build the image of services and client, for --provider kubeconfig'],
  ] as const)
    program
      .command(command)
      .description(description)
      .option('--json', 'print JSON on stdout')
      .action((flags: { json?: boolean }) => {
        typed = { command, flags: { json: false, ...flags } }
      })

  program
    .command('clean')
    .description('remove what killed runs left behind, and only that')
    .option('--kept', 'also remove clusters that a run was told to --keep')
    .option('--json', 'print JSON on stdout')
    .action((flags: { json?: boolean; kept?: boolean }) => {
      typed = { command: 'clean', flags: { json: false, kept: false, ...flags } }
    })

  program
    .command('completion')
    .description('print what makes a shell complete these commands, flags, scenarios, datapaths and runs')
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .action((shell: Shell) => void (typed = { command: 'completion', flags: { shell } }))

  return { program, typed: () => typed, help: () => help }
}

/**
 * Reads the arguments after the program's name. Relative paths start at the user's folder.
 * @param providers `bench` and `plan` have the flags of these providers; the first is the default provider
 * @throws UsageError that names the wrong flag and the flag that was perhaps meant, or the flags that npm kept to itself.
 */
export function readCommandLine(
  args: readonly string[],
  providers: readonly FlagOwner[],
  environment: NodeJS.ProcessEnv = process.env,
): Typed {
  const { program, typed, help } = programOf(providers, userFolder(environment))
  if (args.length === 0) return { command: 'help', text: program.helpInformation() }
  const asked = program.commands.find((known) => known.name() === args[0])
  if (asked) refuseSwallowedFlags(asked, environment)
  try {
    program.parse(args, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return { command: 'help', text: help() }
    throw new UsageError(
      error.message.replace(/^error: /, '').replace(/\n/g, ' '),
      `\`npm run ${asked?.name() ?? 'bench'} -- --help\` lists the flags`,
    )
  }
  // Commander has either called an action, which has set `typed`, or thrown.
  return typed()!
}
