/** Flags of `bench` and `plan` that belong to providers: how each is written, and how its value is read and checked. */
import { resolve } from 'node:path'
import { UsageError } from '../errors.ts'
import type { KnownDatapaths } from '../scenario/datapath-names.ts'
import { statsOf } from '../system/stats-of.ts'

/** The values typed after each flag, in order: { "--charts": ["charts"], "--keep": [] }. A flag that was not given has no entry. */
export type TypedFlags = Readonly<Record<string, readonly string[]>>

/** What is needed to read the values of flags. */
export interface FlagContext {
  /** The user's working folder: relative paths start there. */
  folder: string
  datapaths: KnownDatapaths
}

export interface Flag<Value = unknown> {
  /** The flag and its value as help shows them: "--charts <folder>". */
  usage: string
  description: string
  /**
   * @param typed its values; undefined where the flag was not given
   * @throws UsageError for a value that cannot be used
   */
  read(typed: readonly string[] | undefined, context: FlagContext): Value
}

/** The options of a provider: one value for each of its flags. */
export type OptionsOf<Flags extends Record<string, Flag>> = {
  [Name in keyof Flags]: Flags[Name] extends Flag<infer Value> ? Value : never
}

/** "--charts" of "--charts <folder>". */
export const flagName = ({ usage }: Flag): string => usage.split(' ')[0]!

/** @throws UsageError for the first value that cannot be used */
export function readOptions<Flags extends Record<string, Flag>>(
  flags: Flags,
  typed: TypedFlags,
  context: FlagContext,
): OptionsOf<Flags> {
  const read = Object.entries(flags).map(([option, flag]) => [
    option,
    flag.read(typed[flagName(flag)], context),
  ])
  return Object.fromEntries(read) as OptionsOf<Flags>
}

/** A flag without a value. */
export const switchFlag = (usage: string, description: string): Flag<boolean> => ({
  usage,
  description,
  read: (typed) => typed !== undefined,
})

export const textFlag = (usage: string, description: string): Flag<string | undefined> => ({
  usage,
  description,
  read: (typed) => typed?.at(-1),
})

/** @param holds what the file or folder must contain: "Helm charts" */
export const pathFlag = (
  usage: string,
  description: string,
  kind: 'file' | 'folder',
  holds: string,
): Flag<string | undefined> => ({
  usage,
  description,
  read(typed, { folder }) {
    const path = typed?.at(-1)
    return path === undefined
      ? undefined
      : existingPath(usage.split(' ')[0]!, resolve(folder, path), kind, holds)
  },
})

/** @returns the path; @throws UsageError where there is no such file or folder */
export function existingPath(flag: string, path: string, kind: 'file' | 'folder', holds: string): string {
  const found = statsOf(path)
  if (kind === 'file' ? found?.isFile() : found?.isDirectory()) return path
  throw new UsageError(
    found === undefined ? `${flag} ${path} does not exist` : `${flag} ${path} is not a ${kind}`,
    `it must be a ${kind} of ${holds}; nothing has been started`,
  )
}
