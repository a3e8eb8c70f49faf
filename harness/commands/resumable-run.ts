/** Turns the folder of a run that was cut into the options to go on with it. Starts nothing. */
import { existsSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { basename, dirname, join } from 'node:path'
import type { ResumeFlag, RunFlags } from '../cli/run-flags.ts'
import { UsageError } from '../errors.ts'
import { loadPrices } from '../prices/load-prices.ts'
import { planRecord } from '../plan/plan-record.ts'
import { providers as allProviders } from '../providers/index.ts'
import { readPlan, readRunRecord } from '../results/read-run.ts'
import { isRun, runIdsIn } from '../results/run-index.ts'
import type { PlanRecord, RunRecord } from '../results/record.ts'
import { RESUME } from '../results/store.ts'
import { DEFAULT_SCENARIO } from '../scenario/find-scenario.ts'
import { isRunId } from '../system/run-names.ts'
import { planOf } from './plan.ts'
import { findRun } from './report.ts'
import { configuredProvider, type RunOptions } from './resolve-run.ts'
import { readResumeFile, refuseChangedPolicies, type ResumeFile } from './resume-file.ts'
import { policiesOf } from './run-policies.ts'

export interface ResumableRun {
  dir: string
  plan: PlanRecord
  status: RunRecord['status']
  options: RunOptions
  iterationsPerUs: number
}

type FlagValue = string | number | boolean | readonly string[] | undefined

/** Flags that say nothing about what is measured. */
const FREE = new Set(['--resume', '--out', '--json', '--prices'])

/**
 * Scenario, seed, order and flags are those of the run's record.
 * @throws UsageError where there is no such run or it cannot be resumed, for flags that contradict the run, and for files that have changed.
 */
export function resumableRun(
  flags: RunFlags,
  { run, beside }: ResumeFlag,
  providers = allProviders,
): ResumableRun {
  // What there is beside a user's runs are samples, which are complete.
  const dir = findRun(join(flags.out, 'results'), run ?? newestResumable(join(flags.out, 'results')), null)
  if (!isRun(dir))
    throw new UsageError(
      `${dir} ${existsSync(dir) ? 'is no run' : 'does not exist'}`,
      'name a run by its id or its folder, such as results/2026-11-24T10-30-05-7f3c; nothing has been started',
    )
  const stored = readResumeFile(dir)
  const { status } = readRunRecord(dir)
  const plan = readPlan(dir)
  // Folders, namespaces and cgroups get their names from the id, and a run removes what bears them.
  if (!isRunId(plan.id))
    throw new UsageError(
      `${join(dir, 'plan.json')}: id is ${JSON.stringify(plan.id)}, expected one such as 2026-11-24T10-30-05-7f3c`,
      'the file was changed by hand: restore it from a copy, or begin a new run. Nothing has been started',
    )
  refuseContradictions(stored, plan.id, flags, beside)
  refuseChangedPolicies(stored)
  const { provider, configured } = configuredProvider(stored.flags, providers)
  const { scenario, seed, leftOut, loadsLeftOut } = stored
  const options: RunOptions = {
    ...{ scenario, provider, configured, seed, leftOut, loadsLeftOut },
    quick: stored.flags.quick,
    policies: policiesOf(scenario),
    prices: loadPrices(flags.prices ?? stored.flags.prices),
    asked: stored.flags,
    resultsDir: dirname(dir),
    reportsDir: join(beside.includes('--out') ? flags.out : dirname(dirname(dir)), 'reports'),
    json: flags.json,
  }
  refuseOtherPlan(dir, plan, options)
  return { dir, plan, status, options, iterationsPerUs: stored.iterationsPerUs }
}

/** The newest run that can be resumed, complete or not; those of `calibrate` and `gate` cannot. */
const newestResumable = (resultsDir: string): string | undefined =>
  runIdsIn(resultsDir).find((id) => existsSync(join(resultsDir, id, RESUME)))

function refuseContradictions(
  { flags: own, seed, scenario }: ResumeFile,
  id: string,
  typed: RunFlags,
  beside: readonly string[],
): void {
  const values: Record<string, [typed: FlagValue, own: FlagValue]> = {
    '--scenario': [typed.scenario, own.scenario ?? DEFAULT_SCENARIO],
    '--datapaths': [typed.datapaths, own.datapaths],
    '--provider': [typed.provider, own.provider],
    '--rounds': [typed.rounds, scenario.rounds],
    '--quick': [typed.quick, own.quick],
    '--seed': [typed.seed, seed],
  }
  for (const flag of beside) {
    if (FREE.has(flag)) continue
    const [now, before] = values[flag] ?? [typed.providerFlags[flag], own.providerFlags[flag]]
    if (isDeepStrictEqual(now, before)) continue
    throw new UsageError(
      `${flag} contradicts run ${id}, which has ${ownText(flag, before)}`,
      `leave ${flag} out: a resumed run keeps its own flags; nothing has been started`,
    )
  }
}

/** "--rounds 6", "no --quick": a flag as the run had it. */
const ownText = (flag: string, value: FlagValue): string => {
  if (value === undefined || value === false) return `no ${flag}`
  if (value === true) return flag
  return `${flag} ${Array.isArray(value) ? value.join(',') : String(value)}`.trim()
}

/** What must come out again when the run is planned with the stored scenario and flags. */
const PLANNED = [
  ...['seed', 'quick', 'provider', 'scenario', 'loads', 'loadsLeftOut', 'arms', 'comparisons', 'rounds'],
  ...['roundsPerBringUp', 'capacityRounds', 'notPlanted', 'order', 'raiseOrder'],
] as (keyof PlanRecord)[]

/** Shows that this hopbench plans what the run had planned. @throws UsageError that names what differs */
function refuseOtherPlan(dir: string, plan: PlanRecord, options: RunOptions): void {
  const differing = differingFields(plan, options)
  if (differing.length === 0) return
  throw new UsageError(
    `${basename(dir)} cannot be resumed: with the scenario and flags of its resume.json, its plan would differ in ${differing.join(', ')}`,
    'a file of the run was changed by hand, or hopbench was; begin a new run. Nothing has been started',
  )
}

function differingFields(plan: PlanRecord, options: RunOptions): string[] {
  let again: PlanRecord
  try {
    const { provider } = options
    again = planRecord({ ...plan, ...options, plan: planOf(options), datapaths: provider.datapaths })
  } catch {
    return ['everything']
  }
  const written = JSON.parse(JSON.stringify(again)) as PlanRecord
  return PLANNED.filter((field) => !isDeepStrictEqual(written[field], plan[field]))
}
