/** Turns flags into the options of a run: the scenario with its arms, the provider with its options, the seed. */
import { randomBytes } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { refuseForeignFlags } from '../cli/provider-flags.ts'
import type { RunFlags } from '../cli/run-flags.ts'
import { didYouMean } from '../words/did-you-mean.ts'
import { UsageError } from '../errors.ts'
import { withoutFurtherRates } from '../plan/further-rates.ts'
import { providers as allProviders } from '../providers/index.ts'
import { knownTo } from '../providers/known-datapaths.ts'
import { loadPrices } from '../prices/load-prices.ts'
import type { Prices } from '../prices/schema.ts'
import type { LoadLeftOut, PlanRecord } from '../results/record.ts'
import type { ConfiguredProvider, Provider } from '../providers/provider.ts'
import { armsOf, PLANTED, plantedArm } from '../scenario/arms.ts'
import { findDatapath, unknownDatapath, type KnownDatapaths } from '../scenario/datapath-names.ts'
import { DEFAULT_SCENARIO, findScenario, isScenarioPath } from '../scenario/find-scenario.ts'
import { databasesOf } from '../scenario/queries.ts'
import { loadScenario } from '../scenario/load-scenario.ts'
import { shortEffects } from '../scenario/planted.ts'
import { quickScenario } from '../scenario/quick.ts'
import type { ArmSpec, Scenario } from '../scenario/schema.ts'
import { policiesOf, type RunPolicies } from './run-policies.ts'

/** The flags of a run, as typed. */
export type Asked = Omit<RunFlags, 'out' | 'json' | 'resume'>

export interface RunOptions {
  scenario: Scenario
  provider: Provider
  /** The provider with the values of its flags. */
  configured: ConfiguredProvider
  quick: boolean
  /** Loads of a shipped scenario that this run leaves out. */
  loadsLeftOut: LoadLeftOut[]
  /** Arms of a shipped scenario that `--quick` leaves out. */
  leftOut: string[]
  /** The policies of the scenario with their verdicts; null where it has none. */
  policies: RunPolicies | null
  seed: string
  /** What the bill of the report is computed with. */
  prices: Prices
  /** What was asked for, for `--resume`; absent where the run cannot be resumed. */
  asked?: Asked
  resultsDir: string
  reportsDir: string
  json: boolean
  /** The two versions that a gate compares; absent in other runs. */
  versions?: NonNullable<PlanRecord['versions']>
  /** What must be there before the run begins, made while this run alone has the machine. */
  makeReady?: (runId: string, signal: AbortSignal) => Promise<void>
}

/**
 * @param providers the providers that the user may choose from
 * @throws UsageError for an unknown provider, datapath or scenario, for any mistake in the scenario's file, its policies or the prices,
 * and for flags that do not fit.
 */
export function resolveRun(flags: RunFlags, providers: readonly Provider[] = allProviders): RunOptions {
  const { provider, known, configured } = configuredProvider(flags, providers)
  const named = flags.scenario ?? DEFAULT_SCENARIO
  const written = loadScenario(findScenario(named), known)
  refusePlacement(written, provider, providers)
  refuseDatabases(written, provider, providers)
  refuseAttempts(written, provider, providers)
  const chosen = flags.datapaths
    ? { ...written, arms: armsOf(checkedNames(flags.datapaths, known), known.here) }
    : written
  // Arms that the user wrote down, on the command line or in a file, are all kept.
  const keepArms = flags.datapaths !== undefined || isScenarioPath(named)
  const why = flags.quick ? 'quick' : provider.isSlow ? 'time' : null
  // So are the loads of a file of the user's own.
  const { scenario: asked, loadsLeftOut } =
    why === null || isScenarioPath(named)
      ? { scenario: chosen, loadsLeftOut: [] }
      : withoutFurtherRates(chosen, why)
  const scenario = flags.quick ? quickScenario(asked, keepArms, provider.datapaths) : asked
  const arms = completed(scenario.arms, provider)
  refuseDatapathsWithoutQueries(scenario, arms, provider)
  configured.refuseArms?.(arms)
  expectFolder(flags.out)
  const planted =
    provider.notPlanted === undefined ? [plantedArm(PLANTED, shortEffects(scenario.topology))] : []
  return {
    scenario: {
      ...scenario,
      arms: [...arms, ...planted],
      rounds: flags.rounds ?? scenario.rounds,
    },
    provider,
    configured,
    quick: flags.quick,
    loadsLeftOut,
    leftOut: chosen.arms.filter((arm) => !scenario.arms.includes(arm)).map(({ name }) => name),
    policies: policiesOf(scenario),
    seed: flags.seed ?? randomBytes(4).toString('hex'),
    prices: loadPrices(flags.prices),
    asked: askedBy(flags),
    resultsDir: join(flags.out, 'results'),
    reportsDir: join(flags.out, 'reports'),
    json: flags.json,
  }
}

/** The provider that the flags name, with its own flags. @throws UsageError for what does not fit */
export function configuredProvider(
  flags: Pick<RunFlags, 'provider' | 'providerFlags' | 'folder'>,
  providers: readonly Provider[],
): { provider: Provider; known: KnownDatapaths; configured: ConfiguredProvider } {
  const provider = findProvider(flags.provider, providers)
  const known = knownTo(provider, providers)
  refuseForeignFlags(flags.providerFlags, provider, providers)
  return {
    provider,
    known,
    configured: provider.configure(flags.providerFlags, { folder: flags.folder, datapaths: known }),
  }
}

/**
 * Refuses an `--out` below something that is not a folder. Folders that do not exist yet are made later, and `bench` finds
 * out whether it may write there.
 */
function expectFolder(out: string): void {
  let nearest = out
  while (!existsSync(nearest)) nearest = dirname(nearest)
  if (statSync(nearest).isDirectory()) return
  throw new UsageError(
    `--out ${out}: ${nearest} is not a folder`,
    'name the folder in which to write results/ and reports/; nothing has been started',
  )
}

function askedBy(flags: RunFlags): Asked {
  const asked: Partial<RunFlags> & Asked = { ...flags }
  delete asked.out
  delete asked.json
  delete asked.resume
  return asked
}

function findProvider(name: string, providers: readonly Provider[]): Provider {
  const provider = providers.find((candidate) => candidate.name === name)
  if (provider) return provider
  const names = providers.map((candidate) => candidate.name)
  throw new UsageError(
    `there is no provider called ${name}${didYouMean(name, names)}`,
    `known are ${names.join(', ')}`,
  )
}

function refusePlacement(
  { name, clientPlacement }: Scenario,
  provider: Provider,
  providers: readonly Provider[],
): void {
  if (clientPlacement !== 'away' || provider.oneNode === undefined) return
  const able = providers.filter(({ oneNode }) => oneNode === undefined).map((other) => other.name)
  throw new UsageError(
    `${name} has its client away from the services' node (clientPlacement: away), and ${provider.oneNode}`,
    `use --provider ${able.join(' or ')}, or write \`clientPlacement: beside\`; nothing has been started`,
  )
}

function refuseDatabases(
  { name, topology }: Scenario,
  provider: Provider,
  providers: readonly Provider[],
): void {
  if (databasesOf(topology).length === 0 || provider.noDatabases === undefined) return
  const able = providers.filter(({ noDatabases }) => noDatabases === undefined).map((other) => other.name)
  throw new UsageError(
    `${name} has a database, and ${provider.noDatabases}`,
    `use --provider ${able.join(' or ')}; nothing has been started`,
  )
}

function refuseDatapathsWithoutQueries(
  { name, topology }: Scenario,
  arms: readonly ArmSpec[],
  { datapaths }: Provider,
): void {
  if (databasesOf(topology).length === 0) return
  const unable = datapaths.find(
    (datapath) => datapath.noDatabases !== undefined && arms.some((arm) => arm.datapath === datapath.name),
  )
  if (!unable) return
  throw new UsageError(
    `${name} has a database, and ${unable.name} carries no queries: ${unable.noDatabases}`,
    `leave ${unable.name} out of the arms; nothing has been started`,
  )
}

function refuseAttempts(
  { name, attempts }: Scenario,
  provider: Provider,
  providers: readonly Provider[],
): void {
  if (attempts === undefined || provider.noAttempts === undefined) return
  const able = providers.filter(({ noAttempts }) => noAttempts === undefined).map((other) => other.name)
  throw new UsageError(
    `${name} has attempts, and ${provider.noAttempts}`,
    `use --provider ${able.join(' or ')}, or leave out \`attempts\` and \`strangers\`; nothing has been started`,
  )
}

/** The datapaths that the names typed for `--datapaths` mean, without repetition. */
function checkedNames(typed: string[], known: KnownDatapaths): string[] {
  const names = typed.map((word) => {
    const datapath = findDatapath(word, known.here)
    if (datapath) return datapath.name
    throw new UsageError(
      `--datapaths names ${unknownDatapath(word, known)}`,
      'separate the names with commas; nothing has been started',
    )
  })
  return [...new Set(names)]
}

/** Adds the arms that the provider compares a mesh with. */
function completed(arms: ArmSpec[], provider: Provider): ArmSpec[] {
  const all = provider.completeArms?.(arms) ?? arms
  const twice = all.find((arm, n) => all.findIndex(({ name }) => name === arm.name) !== n)
  if (twice === undefined) return all
  throw new UsageError(
    `an arm of the scenario is called ${twice.name}, like an arm that --provider ${provider.name} adds`,
    'give the arm of the scenario another name; nothing has been started',
  )
}
