/** From what the user typed to a command with its flags. */
import { Command, CommanderError } from 'commander'
import { resolve } from 'node:path'
import { UsageError } from '../errors.ts'
import { addProviderFlags, splitProviderFlags, type FlagOwner } from './provider-flags.ts'
import { addRunFlags, outOption, pathOrId, type RunFlags } from './run-flags.ts'

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

/** Defaults of switches. */
const OFF = { quick: false, json: false }

/**
 * Reads the arguments after the program's name. Paths are taken from the folder the user was in: npm runs scripts from the
 * project's and keeps the other in INIT_CWD.
 * @param providers whose flags `bench` and `plan` have; a run is on the first of them by default
 * @throws UsageError that names the wrong flag and the one that was perhaps meant.
 */
export function readCommandLine(
  args: readonly string[],
  providers: readonly FlagOwner[],
  environment: NodeJS.ProcessEnv = process.env,
): Typed {
  const folder = environment['INIT_CWD'] ?? process.cwd()
  const fromUser = (path: string): string => resolve(folder, path)
  let typed: Typed | undefined
  let help = ''
  const program = new Command('hopbench')
    .description('What each hop of a call chain costs under each way of carrying it.')
    .configureOutput({ writeOut: (text) => (help += text), writeErr: () => undefined })
    .exitOverride()

  for (const [command, description] of [
    ['bench', 'measure, then write results/<run>/ and reports/<run>/'],
    ['plan', 'what bench would do, with its time; starts nothing'],
  ] as const) {
    const run = program.command(command).description(description)
    addRunFlags(run, providers, fromUser)
    addProviderFlags(run, providers)
    run.action((written: Omit<RunFlags, 'providerFlags' | 'folder'>) => {
      const { typed: providerFlags, others } = splitProviderFlags(written, providers)
      typed = { command, flags: { ...OFF, ...others, providerFlags, folder } }
    })
  }

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
