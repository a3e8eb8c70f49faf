/** Flags of `bench` and `plan` that belong to providers: adds them to the help, collects them, refuses them for other providers. */
import { Option, type Command } from 'commander'
import { UsageError } from '../errors.ts'
import { flagName, type Flag, type TypedFlags } from '../providers/flag.ts'

/** What the command line needs to know about a provider. */
export interface FlagOwner {
  name: string
  flags: readonly Flag[]
}

/** Adds every provider's flags to a command. Each flag appears once, under a heading that names the providers that have it. */
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

/** Separates the options that commander collected into the flags of providers and the flags of every run. */
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
    // commander gives `true` for a flag without a value.
    if (value !== undefined) typed[flagName(flag)] = Array.isArray(value) ? (value as string[]) : []
  }
  return { typed, others: Object.fromEntries(others) as Written }
}

/** @throws UsageError for a flag that the provider does not have; the message names the providers that have it */
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

/** All flags in the order of the providers, so that flags with the same owners stand together. */
function flagsOf(providers: readonly FlagOwner[]): Flag[] {
  const byName = new Map(
    providers.flatMap(({ flags }) => flags.map((flag) => [flagName(flag), flag] as const)),
  )
  return [...byName.values()]
}

const ownersOf = (flag: string, providers: readonly FlagOwner[]): string[] =>
  providers.filter(({ flags }) => flags.some((own) => flagName(own) === flag)).map(({ name }) => name)
