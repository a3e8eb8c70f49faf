/** Flags of every `bench` and `plan`, whatever the provider. */
import { InvalidArgumentError, Option, type Command } from 'commander'
import { resolve } from 'node:path'
import type { TypedFlags } from '../providers/flag.ts'

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
  /** Flags that only some providers have; none are read or refused yet. */
  providerFlags: TypedFlags
  /** The folder that the user was in: relative paths among `providerFlags` start there. */
  folder: string
}

/** The fewest rounds that can give a 95 % interval, and more than anybody waits for. */
const ROUNDS = { least: 6, most: 100 }

const PROJECT = resolve(import.meta.dirname, '../..')

/** @param fromUser makes a path absolute from the folder the user was in */
export function addRunFlags(
  command: Command,
  providers: readonly { name: string }[],
  fromUser: (path: string) => string,
): void {
  command
    .option('--scenario <name or file>', 'one of scenarios/, or a file of yours (default: chain-3)', (text) =>
      pathOrId(text, fromUser),
    )
    .option('--datapaths <names>', "compare these instead of the scenario's, such as sidecar,ebpf", listOf)
    .option(
      '--provider <name>',
      `where arms run: ${providers.map(({ name }) => name).join(', ')}`,
      providers[0]?.name,
    )
    .option('--rounds <number>', 'trials of each arm', roundsOf)
    .option(
      '--quick',
      'a first look: fewer arms and rounds; the default scenario takes under 90 seconds on netns',
    )
    .option('--seed <text>', 'repeats the order and the schedule of another run')
    .addOption(outOption('folder that gets results/ and reports/', fromUser))
    .option('--json', 'print the outcome as JSON on stdout')
}

export const outOption = (description: string, fromUser: (path: string) => string): Option =>
  new Option('--out <folder>', description).argParser(fromUser).default(PROJECT, "the project's own")

/** A name stays as it is; a path is made absolute. */
export const pathOrId = (text: string, fromUser: (path: string) => string): string =>
  /[/\\]|\.ya?ml$/.test(text) ? fromUser(text) : text

/** What stands between commas. */
const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)

function roundsOf(text: string): number {
  const rounds = Number(text)
  if (!Number.isInteger(rounds) || rounds < ROUNDS.least || rounds > ROUNDS.most)
    throw new InvalidArgumentError(`It must be a whole number from ${ROUNDS.least} to ${ROUNDS.most}.`)
  return rounds
}
