/** The command `gate` and its flags. */
import { InvalidArgumentError, Option, type Command } from 'commander'
import { addSeriesFlags, listOf, outOption, scenarioOption } from './run-flags.ts'

export interface GateFlags {
  /** A git ref, or id or folder of a run. */
  base: string
  head: string
  /** Name of a scenario or path of a file; absent for the default. */
  scenario?: string
  datapaths?: string[]
  rounds?: number
  seed?: string
  /** The change that the gate looks for, in percent. */
  threshold: number
  /** Whether changes that are small in absolute terms are none. */
  floor: boolean
  out: string
  json: boolean
  markdown: boolean
  /** The user's current folder. */
  folder: string
}

export interface GateTyped {
  command: 'gate'
  flags: GateFlags
}

/** Changes of less are no matter of a gate of some minutes, and of half of it the studies of the instrument find hardly any. */
const DEFAULT_THRESHOLD_PERCENT = 10

export function addGateCommand(
  program: Command,
  folder: string,
  fromUser: (path: string) => string,
  typed: (typed: GateTyped) => void,
): void {
  const gate = program
    .command('gate')
    .description(
      'measure two versions of hopbench in one run, or judge two runs: has head become worse than base?',
    )
    .requiredOption('--base <ref or run>', 'a git ref, or id or folder of a run')
    .option('--head <ref or run>', 'what is held against it; HEAD is the checkout with its changes', 'HEAD')
    .addOption(scenarioOption(fromUser))
    .option('--datapaths <names>', 'datapaths to judge (default: ebpf,sidecar)', listOf)
    .option(
      '--threshold <percent>',
      'the change that the gate looks for',
      percentOf,
      DEFAULT_THRESHOLD_PERCENT,
    )
    .option('--no-floor', 'judge also what is small in absolute terms, such as 12 % of 2 µs')
  addSeriesFlags(gate)
  gate
    .addOption(outOption('folder in which to write results/ and reports/', fromUser))
    .option('--json', 'print the judgement as JSON on stdout')
    .addOption(new Option('--markdown', 'print the judgement as Markdown on stdout').conflicts('json'))
    .action(
      (flags: Omit<GateFlags, 'folder' | 'json' | 'markdown'> & { json?: boolean; markdown?: boolean }) => {
        typed({ command: 'gate', flags: { json: false, markdown: false, ...flags, folder } })
      },
    )
}

/** More than all of it is no change to look for. */
function percentOf(text: string): number {
  const percent = Number(text.replace(/\s*%$/, ''))
  if (!(percent > 0 && percent <= 100))
    throw new InvalidArgumentError('It must be a number of percent above 0, at most 100.')
  return percent
}
