/** What the user typed: arguments are read here, and those of single providers in provider-flags.ts. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { resolve } from 'node:path'
import { UsageError } from '../errors.ts'
import { listOf, splitProviderFlags, withProviderFlags, type WrittenProviderFlags } from './provider-flags.ts'
import type { ProviderOptions } from '../providers/provider.ts'

/** Flags of `bench` and `plan`, as typed. */
export interface RunFlags {
  scenario?: string
  datapaths?: string[]
  provider: string
  rounds?: number
  quick: boolean
  seed?: string
  /** Folder that gets results/ and reports/. */
  out: string
  json: boolean
  /** Flags that only some providers understand; none are refused here. */
  providerOptions: ProviderOptions
}
export interface ReportFlags {
  /** Id or folder of a run; the newest when absent. */
  run?: string
  out: string
  json: boolean
}

export type Typed =
  | { command: 'bench' | 'plan'; flags: RunFlags }
  | { command: 'report'; flags: ReportFlags }
  | { command: 'doctor' | 'image'; flags: { json: boolean } }
  | { command: 'clean'; flags: { json: boolean; kept: boolean } }
  | { command: 'help'; text: string }

/** The fewest rounds that can give a 95 % interval, and more than anybody waits for. */
const ROUNDS = { least: 6, most: 100 }

/** What flags that were not given mean. */
const OFF = { quick: false, json: false }

const PROJECT = resolve(import.meta.dirname, '../..')

/**
 * Reads the arguments after the program's name. Paths are taken from the folder the user was in: npm runs scripts from the
 * project's and keeps the other in INIT_CWD.
 * @throws UsageError that names the wrong flag and the one that was perhaps meant.
 */
export function readCommandLine(
  args: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): Typed {
  const fromUser = (path: string): string => resolve(environment['INIT_CWD'] ?? process.cwd(), path)
  let typed: Typed | undefined
  let help = ''
  const program = new Command('hopbench')
    .description('What each hop of a call chain costs under each way of carrying it.')
    .configureOutput({ writeOut: (text) => (help += text), writeErr: () => undefined })
    .exitOverride()

  for (const [command, description] of [
    ['bench', 'measure, then write results/<run>/ and reports/<run>/'],
    ['plan', 'what bench would do, with its time; starts nothing'],
  ] as const)
    withProviderFlags(
      withRunFlags(program.command(command).description(description), fromUser),
      fromUser,
    ).action((written: Omit<RunFlags, 'providerOptions'> & WrittenProviderFlags) => {
      const { providerOptions, flags } = splitProviderFlags(written)
      typed = { command, flags: { ...OFF, ...flags, providerOptions } }
    })

  program
    .command('report')
    .description('build the report of a run again from its results; no root needed')
    .argument('[run]', 'id or folder of a run; the newest when absent')
    .addOption(outOption('folder with results/ that gets reports/', fromUser))
    .option('--json', 'print the analysis as JSON on stdout')
    .action((run: string | undefined, flags: { out: string; json?: boolean }) => {
      typed = {
        command: 'report',
        flags: { json: false, ...(run && { run: pathOrId(run, fromUser) }), ...flags },
      }
    })

  for (const [command, description] of [
    ['doctor', 'what this machine can run, and what to install for the rest'],
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
    .option('--kept', 'clusters that a run was told to --keep as well')
    .option('--json', 'print JSON on stdout')
    .action((flags: { json?: boolean; kept?: boolean }) => {
      typed = { command: 'clean', flags: { json: false, kept: false, ...flags } }
    })

  if (args.length === 0) return { command: 'help', text: program.helpInformation() }
  try {
    program.parse(args, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return { command: 'help', text: help }
    const command = program.commands.find((known) => known.name() === args[0])?.name() ?? 'bench'
    throw new UsageError(
      error.message.replace(/^error: /, '').replace(/\n/g, ' '),
      `\`npm run ${command} -- --help\` lists what there is`,
    )
  }
  // Commander has either called an action or thrown.
  return typed!
}

function withRunFlags(command: Command, fromUser: (path: string) => string): Command {
  return command
    .option('--scenario <name or file>', 'one of scenarios/, or a file of yours (default: chain-3)', (text) =>
      pathOrId(text, fromUser),
    )
    .option('--datapaths <names>', "compare these instead of the scenario's, such as sidecar,ebpf", listOf)
    .option('--provider <name>', 'where arms run: netns, kind or kubeconfig', 'netns')
    .option('--rounds <number>', 'trials of each arm', roundsOf)
    .option(
      '--quick',
      'a first look: fewer arms and rounds; the default scenario takes under 90 seconds on netns',
    )
    .option('--seed <text>', 'repeats the order and the schedule of another run')
    .addOption(outOption('folder that gets results/ and reports/', fromUser))
    .option('--json', 'print the outcome as JSON on stdout')
}

const outOption = (description: string, fromUser: (path: string) => string): Option =>
  new Option('--out <folder>', description).argParser(fromUser).default(PROJECT, "the project's own")

/** A name stays as it is; a path is made absolute. */
const pathOrId = (text: string, fromUser: (path: string) => string): string =>
  /[/\\]|\.ya?ml$/.test(text) ? fromUser(text) : text

function roundsOf(text: string): number {
  const rounds = Number(text)
  if (!Number.isInteger(rounds) || rounds < ROUNDS.least || rounds > ROUNDS.most)
    throw new InvalidArgumentError(`It must be a whole number from ${ROUNDS.least} to ${ROUNDS.most}.`)
  return rounds
}
