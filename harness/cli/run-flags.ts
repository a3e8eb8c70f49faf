/** Flags of `bench` and `plan` that do not depend on the provider. */
import { InvalidArgumentError, Option, type Command } from 'commander'
import { resolve } from 'node:path'
import { FEWEST_ROUNDS, MOST_ROUNDS } from '../numbers/rounds.ts'
import type { TypedFlags } from '../providers/flag.ts'

/** Flags of `bench` and `plan`, as typed. */
export interface RunFlags {
  scenario?: string
  datapaths?: string[]
  provider: string
  rounds?: number
  quick: boolean
  seed?: string
  /** File with the prices of the report's bill; absent for the shipped one. */
  prices?: string
  /** Folder in which results/ and reports/ are written. */
  out: string
  json: boolean
  /** Set where a run is to be resumed. */
  resume?: ResumeFlag
  /** Flags that only some providers have, as typed: not yet checked. */
  providerFlags: TypedFlags
  /** The user's current folder: relative paths among `providerFlags` start here. */
  folder: string
}

export interface ResumeFlag {
  /** Id or folder of the run; absent for the newest. */
  run?: string
  /** Names of the flags that were typed beside it, such as "--seed". */
  beside: readonly string[]
}

/** The folder of hopbench. */
export const PROJECT = resolve(import.meta.dirname, '../..')

/** @param fromUser makes a path absolute, starting at the user's current folder */
export function addRunFlags(
  command: Command,
  providers: readonly { name: string }[],
  fromUser: (path: string) => string,
): void {
  command
    .addOption(scenarioOption(fromUser))
    .option('--datapaths <names>', "compare these datapaths instead of the scenario's: sidecar,ebpf", listOf)
    .option(
      '--provider <name>',
      `where arms run: ${providers.map(({ name }) => name).join(', ')}`,
      providers[0]?.name,
    )
    .option(
      '--quick',
      'a first look: fewer arms and rounds; the default scenario takes a minute or two on netns',
    )
    .addOption(pricesOption(fromUser))
    .addOption(outOption('folder in which to write results/ and reports/', fromUser))
    .option('--json', 'print what happens as JSON on stdout, one event a line')
  addSeriesFlags(command)
}

/** The word that means the newest run. */
const NEWEST = 'newest'

export const resumeOption = (fromUser: (path: string) => string): Option =>
  new Option(
    '--resume [run]',
    'measure what a run lacks that was cut: id or folder, or "newest" (the default)',
  ).argParser((text) => pathOrId(text, fromUser))

/** What was typed for `--resume`; nothing where it was not. @param value commander gives `true` for a flag without a value */
export function resumeFlag(command: Command, value: string | true | undefined): { resume?: ResumeFlag } {
  if (value === undefined) return {}
  const beside = command.options.filter(
    (option) => option.long !== '--resume' && command.getOptionValueSource(option.attributeName()) === 'cli',
  )
  return {
    resume: {
      ...(value !== true && value !== NEWEST && { run: value }),
      beside: beside.flatMap(({ long }) => long ?? []),
    },
  }
}

/** Flags of `bench` and `calibrate` that say how long a run is, and in which order. */
export function addSeriesFlags(command: Command): void {
  command
    .option('--rounds <number>', 'trials of each arm', roundsOf)
    .option('--seed <text>', 'repeat the order and the schedule of another run')
}

export const outOption = (description: string, fromUser: (path: string) => string): Option =>
  new Option('--out <folder>', description).argParser(fromUser).default(PROJECT, "the project's own")

export const pricesOption = (fromUser: (path: string) => string): Option =>
  new Option('--prices <file>', "prices for the report's bill (default: prices.yaml of hopbench)").argParser(
    fromUser,
  )

export const scenarioOption = (fromUser: (path: string) => string): Option =>
  new Option(
    '--scenario <name or file>',
    'a scenario of scenarios/, or your own file (default: chain-3)',
  ).argParser((text: string) => pathOrId(text, fromUser))

/** Makes a path absolute; leaves a name as it is. An empty text is no name, and is refused like an empty path. */
export const pathOrId = (text: string, fromUser: (path: string) => string): string =>
  /^$|[/\\]|\.ya?ml$/.test(text) ? fromUser(text) : text

/** The items of a list separated by commas. @throws InvalidArgumentError for a list of nothing */
export function listOf(text: string): string[] {
  const items = text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
  if (items.length === 0) throw new InvalidArgumentError('It must name at least one, separated by commas.')
  return items
}

function roundsOf(text: string): number {
  const rounds = Number(text)
  if (!Number.isInteger(rounds) || rounds < FEWEST_ROUNDS || rounds > MOST_ROUNDS)
    throw new InvalidArgumentError(`It must be a whole number from ${FEWEST_ROUNDS} to ${MOST_ROUNDS}.`)
  return rounds
}
