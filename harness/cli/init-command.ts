/** The command that writes a scenario from a user's own system, and its flags. */
import { InvalidArgumentError, Option, type Command } from 'commander'

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

export interface InitTyped {
  command: 'init'
  flags: InitFlags
}

/** Where `init` writes, in the user's folder. */
const DEFAULT_OUT = 'mine.yaml'

/**
 * @param folder the user's current folder
 * @param fromUser makes a path absolute, starting at that folder
 */
export function addInitCommand(
  program: Command,
  folder: string,
  fromUser: (path: string) => string,
  typed: (typed: InitTyped) => void,
): void {
  program
    .command('init')
    .description(
      'write a scenario from your own system: flows of Hubble, traces (Jaeger, OTLP), a graph of Kiali, a topology of isotope, a work model of µBench; no root needed',
    )
    .argument('<file>', 'what to read; its kind is told from its content')
    .addOption(
      new Option('--out <file>', 'the scenario to write')
        .argParser((path) => fromUser(fileOf(path)))
        .default(fromUser(DEFAULT_OUT), DEFAULT_OUT),
    )
    .option(
      '--page <service>',
      'take one service and what it reaches, instead of all that are called from outside',
    )
    .option('--json', 'print what was read, left out and changed as JSON on stdout')
    .action((source: string, flags: Omit<InitFlags, 'source' | 'folder' | 'json'> & { json?: boolean }) => {
      typed({ command: 'init', flags: { json: false, ...flags, source: fromUser(source), folder } })
    })
}

/** What was left out and changed is printed on standard output, where the scenario would be lost. @throws InvalidArgumentError for `-` */
function fileOf(path: string): string {
  if (path !== '-') return path
  throw new InvalidArgumentError('It must be a file: standard output has what was left out and changed.')
}
