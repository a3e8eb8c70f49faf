/** What a shell needs to know of a command to complete it, taken from the command line's own definition. */
import type { Command } from 'commander'

/** What may stand somewhere: names that the shell looks up when TAB is pressed, paths, or words that never change. */
export type Offer = 'scenarios' | 'runs' | 'datapaths' | 'files' | 'folders' | { words: readonly string[] }

export interface CompletedFlag {
  /** "--scenario" */
  name: string
  /** Whether a value follows it; `maybe` for `--resume [run]`. */
  value: 'none' | 'always' | 'maybe'
  /** What may be its value; empty where only the user knows. */
  offers: readonly Offer[]
}

export interface CompletedCommand {
  name: string
  flags: CompletedFlag[]
  /** What may stand outside flags. */
  offers: readonly Offer[]
}

/** How help names a value, and what that means here. */
const BY_NAME: Record<string, readonly Offer[]> = {
  'name or file': ['scenarios', 'files'],
  names: ['datapaths'],
  run: ['runs'],
  'run or file': ['runs', 'files'],
  A: ['runs', 'files'],
  B: ['runs', 'files'],
  file: ['files'],
  folder: ['folders'],
}

/** @param providers names for `--provider` */
export function completedCommands(program: Command, providers: readonly string[]): CompletedCommand[] {
  return program.commands.map((command) => ({
    name: command.name(),
    flags: command.options.map(({ long, required, optional, flags, argChoices }) => ({
      name: long!,
      value: required ? 'always' : optional ? 'maybe' : 'none',
      offers:
        long === '--provider'
          ? [{ words: providers }]
          : argChoices
            ? [{ words: argChoices }]
            : (BY_NAME[nameIn(flags)] ?? []),
    })),
    offers: [
      ...new Set(
        command.registeredArguments.flatMap((argument) =>
          argument.argChoices ? [{ words: argument.argChoices }] : (BY_NAME[argument.name()] ?? []),
        ),
      ),
    ],
  }))
}

/** The value in "--out <folder>"; empty for a switch. */
const nameIn = (usage: string): string => /[<[](.*?)[>\]]/.exec(usage)?.[1] ?? ''
