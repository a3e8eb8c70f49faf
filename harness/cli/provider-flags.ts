/** Flags of `bench` and `plan` that belong to providers: put into the help, collected as typed, refused where they mean nothing. */
import { Option, type Command } from 'commander'
import { UsageError } from '../errors.ts'
import { flagName, type Flag, type TypedFlags } from '../providers/flag.ts'

/** What the command line has to know of a provider. */
export interface FlagOwner {
  name: string
  flags: readonly Flag[]
}

/** Adds every provider's flags to a command, each once, below a heading that names its providers. */
export function addProviderFlags(command: Command, providers: readonly FlagOwner[]): void {
  for (const flag of flagsOf(providers)) {
    const owners = ownersOf(flagName(flag), providers).join(' or ')
    const option = new Option(flag.usage, flag.description).helpGroup(`With --provider ${owners}:`)
    command.addOption(option.required ? option.argParser(collect) : option)
  }
}

const collect = (text: string, before: readonly string[] | undefined): readonly string[] => [
  ...(before ?? []),
  text,
]

/** Divides what commander collected, by option, into the flags of providers and those of every run. */
export function splitProviderFlags<Written extends object>(
  written: Written,
  providers: readonly FlagOwner[],
): { typed: TypedFlags; others: Written } {
  const typed: Record<string, readonly string[]> = {}
  const others = new Map(Object.entries(written) as [string, unknown][])
  for (const flag of flagsOf(providers)) {
    const option = new Option(flag.usage).attributeName()
    const value = others.get(option)
    others.delete(option)
    // A switch is `true`.
    if (value !== undefined) typed[flagName(flag)] = Array.isArray(value) ? (value as string[]) : []
  }
  return { typed, others: Object.fromEntries(others) as Written }
}

/** @throws UsageError for a flag that the provider does not have, with those that do */
export function refuseForeignFlags(
  typed: TypedFlags,
  provider: FlagOwner,
  providers: readonly FlagOwner[],
): void {
  const foreign = Object.keys(typed).find((flag) => !ownersOf(flag, [provider]).length)
  if (foreign === undefined) return
  const owners = ownersOf(foreign, providers)
  throw new UsageError(
    `${foreign} belongs to --provider ${owners.join(' and ')}, and this run is on ${provider.name}`,
    `add --provider ${owners.join(' or ')}, or leave ${foreign} out; nothing has been started`,
  )
}

/** In the order of the providers: those with the same owners stand together. */
function flagsOf(providers: readonly FlagOwner[]): Flag[] {
  const byName = new Map(
    providers.flatMap(({ flags }) => flags.map((flag) => [flagName(flag), flag] as const)),
  )
  return [...byName.values()]
}

const ownersOf = (flag: string, providers: readonly FlagOwner[]): string[] =>
  providers.filter(({ flags }) => flags.some((own) => flagName(own) === flag)).map(({ name }) => name)
