/** From what the user typed to a command with its flags. */
import { Command, CommanderError, Option } from 'commander'
import { resolve } from 'node:path'
import { UsageError } from '../errors.ts'
import { addProviderFlags, splitProviderFlags, type FlagOwner } from './provider-flags.ts'
import { refuseSwallowedFlags } from './swallowed-flags.ts'
import { baselineFlag } from './baseline-flag.ts'
import { addExchangeCommands, type ExchangeTyped } from './exchange-commands.ts'
import {
  addRunFlags,
  addSeriesFlags,
  outOption,
  pathOrId,
  pricesOption,
  resumeFlag,
  resumeOption,
  type RunFlags,
} from './run-flags.ts'

export interface ReportFlags {
  /** Id or folder of a run; absent for the newest run. */
  run?: string
  /** File with the prices of the bill; absent for the shipped one. */
  prices?: string
  out: string
  json: boolean
}

export interface FlowsFlags {
  /** Id or folder of a run, a file with flows, or "-" for standard input; absent for the newest run. */
  what?: string
  /** For how long the beginning of a file with flows is normal; absent where nothing says what is normal. */
  baseline?: { written: string; ms: number }
  out: string
  json: boolean
  dot: boolean
}

export interface InitFlags {
  /** File that the scenario is made from. */
  source: string
  /** File of the scenario, which must not exist yet. */
  out: string
  /** The one service that the page calls; absent for all that are called from outside. */
  page?: string
  json: boolean
  /** The user's current folder. */
  folder: string
}

export interface CompareFlags {
  /** Id or folder of a run, or a summary.json. */
  a: string
  b: string
  out: string
  json: boolean
  markdown: boolean
}

export interface HistoryFlags {
  /** Folder with summaries of runs, which gets the pages; absent for `reports/` of `out`. */
  folder?: string
  out: string
  json: boolean
}

export interface CalibrateFlags {
  /** Trials of each arm; absent for the default. */
  rounds?: number
  seed?: string
  out: string
  json: boolean
  /** The user's current folder. */
  folder: string
}

export interface ExplainFlags {
  /** A word of the report; absent for all words. */
  word?: string
  json: boolean
}

export type Typed =
  | ExchangeTyped
  | { command: 'calibrate'; flags: CalibrateFlags }
  | { command: 'bench' | 'plan'; flags: RunFlags }
  | { command: 'report'; flags: ReportFlags }
  | { command: 'flows'; flags: FlowsFlags }
  | { command: 'init'; flags: InitFlags }
  | { command: 'compare'; flags: CompareFlags }
  | { command: 'history'; flags: HistoryFlags }
  | { command: 'explain'; flags: ExplainFlags }
  | { command: 'doctor' | 'image'; flags: { json: boolean } }
  | { command: 'clean'; flags: { json: boolean; kept: boolean } }
  | { command: 'help'; text: string }

/** Makes the path of a run or of a file with flows absolute; leaves an id and "-" as they are. */
const flowsOrId = (what: string, fromUser: (path: string) => string): string =>
  /\.jsonl?$/.test(what) ? fromUser(what) : pathOrId(what, fromUser)

/** Where `init` writes, in the user's folder. */
const DEFAULT_OUT = 'mine.yaml'

/** Makes the path of a run or of a summary absolute; leaves an id as it is. */
const summaryOrId = (what: string, fromUser: (path: string) => string): string =>
  what.endsWith('.json') ? fromUser(what) : pathOrId(what, fromUser)

/** Defaults of switches. */
const OFF = { quick: false, json: false }

/**
 * Reads the arguments after the program's name. Relative paths start at the user's folder: npm runs scripts in the
 * project's folder and keeps the user's folder in INIT_CWD.
 * @param providers `bench` and `plan` have the flags of these providers; the first is the default provider
 * @throws UsageError that names the wrong flag and the flag that was perhaps meant, or the flags that npm kept to itself.
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

  program
    .command('report')
    .description('build the report of a run again from its results; no root needed')
    .argument('[run]', 'id or folder of a run; the newest when absent')
    .addOption(pricesOption(fromUser))
    .addOption(outOption('folder with results/ that gets reports/', fromUser))
    .option('--json', 'print the analysis as JSON on stdout')
    .action((run: string | undefined, flags: { out: string; prices?: string; json?: boolean }) => {
      typed = {
        command: 'report',
        flags: { json: false, ...(run && { run: pathOrId(run, fromUser) }), ...flags },
      }
    })

  program
    .command('flows')
    .description(
      'print who called whom, as each arm of a run or a flow file from elsewhere shows; no root needed',
    )
    .argument(
      '[run or file]',
      'id or folder of a run, a file with flows, or - for standard input; the newest run when absent',
    )
    .addOption(outOption('folder with results/', fromUser))
    .option(
      '--baseline <duration>',
      'take the first part of a file for normal, such as 5m, and name what is not in the rest',
      baselineFlag,
    )
    .option('--json', 'print edges, flows and what is unknown as JSON on stdout')
    .option('--dot', 'print the graph for Graphviz on stdout')
    .action((what: string | undefined, flags: Omit<Partial<FlowsFlags>, 'what'> & { out: string }) => {
      typed = {
        command: 'flows',
        flags: { json: false, dot: false, ...(what && { what: flowsOrId(what, fromUser) }), ...flags },
      }
    })

  addExchangeCommands(program, fromUser, (exchange) => (typed = exchange))
  program
    .command('init')
    .description(
      'write a scenario from your own system: flows of Hubble, traces (Jaeger, OTLP), a graph of Kiali, a topology of isotope, a work model of µBench; no root needed',
    )
    .argument('<file>', 'what to read; its kind is told from its content')
    .addOption(
      new Option('--out <file>', 'the scenario to write')
        .argParser(fromUser)
        .default(fromUser(DEFAULT_OUT), DEFAULT_OUT),
    )
    .option(
      '--page <service>',
      'take one service and what it reaches, instead of all that are called from outside',
    )
    .option('--json', 'print what was read, left out and changed as JSON on stdout')
    .action((source: string, flags: Omit<InitFlags, 'source' | 'folder' | 'json'> & { json?: boolean }) => {
      typed = { command: 'init', flags: { json: false, ...flags, source: fromUser(source), folder } }
    })

  program
    .command('compare')
    .description('print two runs side by side, only what may be compared; no root needed')
    .argument('<A>', 'id or folder of a run, or a summary.json')
    .argument('<B>', 'the run that A is held against')
    .addOption(outOption('folder with results/', fromUser))
    .option('--json', 'print the comparison as JSON on stdout')
    .option('--markdown', 'print the comparison as Markdown on stdout')
    .action((a: string, b: string, flags: { out: string; json?: boolean; markdown?: boolean }) => {
      const runs = { a: summaryOrId(a, fromUser), b: summaryOrId(b, fromUser) }
      typed = { command: 'compare', flags: { json: false, markdown: false, ...runs, ...flags } }
    })

  program
    .command('history')
    .description('build the index of all runs and the page of their costs over time; no root needed')
    .argument(
      '[folder]',
      'folder with a summary.json for each run, which gets the pages; reports/ when absent',
    )
    .addOption(outOption('folder with reports/', fromUser))
    .option('--json', 'print what was read, skipped and found as JSON on stdout')
    .action((folder: string | undefined, flags: { out: string; json?: boolean }) => {
      typed = {
        command: 'history',
        flags: { json: false, ...(folder !== undefined && { folder: fromUser(folder) }), ...flags },
      }
    })

  const calibrate = program
    .command('calibrate')
    .description('plant effects of known size, one in each arm, and say which the instrument finds')
  addSeriesFlags(calibrate)
  calibrate
    .addOption(outOption('folder in which to write results/ and reports/', fromUser))
    .option('--json', 'print the outcome as JSON on stdout')
    .action((flags: Omit<CalibrateFlags, 'folder' | 'json'> & { json?: boolean }) => {
      typed = { command: 'calibrate', flags: { json: false, ...flags, folder } }
    })

  program
    .command('explain')
    .description('say what a word of the report means: a metric, a verdict, a part of a run')
    .argument('[word...]', 'such as "not resolved"; all words when absent')
    .option('--json', 'print JSON on stdout')
    .action((words: string[], flags: { json?: boolean }) => {
      const word = words.join(' ')
      typed = { command: 'explain', flags: { json: false, ...(word && { word }), ...flags } }
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

  if (args.length === 0) return { command: 'help', text: program.helpInformation() }
  const asked = program.commands.find((known) => known.name() === args[0])
  if (asked) refuseSwallowedFlags(asked, environment)
  try {
    program.parse(args, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return { command: 'help', text: help }
    throw new UsageError(
      error.message.replace(/^error: /, '').replace(/\n/g, ' '),
      `\`npm run ${asked?.name() ?? 'bench'} -- --help\` lists the flags`,
    )
  }
  // Commander has either called an action, which has set `typed`, or thrown.
  return typed!
}
