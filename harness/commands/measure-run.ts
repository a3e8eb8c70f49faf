/** Measures a run, new or resumed, from its first arm to its report. */
import { join } from 'node:path'
import { runBench } from '../engine/run-bench.ts'
import { createProgress } from '../engine/progress.ts'
import { EXIT, exitCodeOf, problemOf, UnavailableError, type ExitCode } from '../errors.ts'
import { measureFloors } from '../load/floors.ts'
import type { RunPlan } from '../plan/plan-run.ts'
import { writtenPolicies } from '../policy/written-policies.ts'
import { latestCalibrations } from '../results/calibration-files.ts'
import type { EndedRecord, Fidelity, HostFingerprint, JournalRecord, PlanRecord } from '../results/record.ts'
import type { RunStore } from '../results/store.ts'
import { attemptsOf } from '../scenario/attempts.ts'
import { withQuotes } from '../stats/calibration-quote.ts'
import { createCleanup } from '../system/cleanup.ts'
import { runtimeDir } from '../system/run-names.ts'
import { refuseUnenforced } from './arm-policies.ts'
import type { Outcome } from './outcome.ts'
import { reportOutcome } from './report-run.ts'
import type { RunOptions } from './resolve-run.ts'
import { resumeCommand } from './resume-file.ts'
import { createRunEvents } from './run-events.ts'

/** Rate for the floors when the rate of the arms is only chosen later ("auto"). */
const FLOOR_PAGES_PER_SECOND = 200

/** Client and service. */
const FLOORS = 2

export interface RunToMeasure {
  options: RunOptions
  outcome: Outcome
  plan: PlanRecord
  runPlan: RunPlan
  store: RunStore
  /** The records that count of a run that is resumed; none in a new run. */
  before: readonly JournalRecord[]
  /** Speed of the CPU work of services, the same in all of a run. */
  iterationsPerUs: number
  unlockMachine: () => Promise<void>
  signal: AbortSignal
}

/** Measures what is left, and reports it. @throws BenchError when the run fails */
export async function measureRun(run: RunToMeasure): Promise<ExitCode> {
  const { options, outcome, plan, before, signal } = run
  const { scenario, configured } = options
  const events = createRunEvents({ ...run, json: options.json, progress: createProgress() })
  const { store, progress } = events
  const quoting = quotes(options, plan.host)
  const cleanup = createCleanup()
  let failure: unknown
  try {
    const { raise, hopClock } = await configured.open({
      runId: plan.id,
      ...(run.store.session > 0 && { isResumed: true }),
      topology: scenario.topology,
      ...(options.policies && {
        policies: options.policies.policies,
        writtenPolicies: writtenPolicies(options.policies.files),
      }),
      attempts: attemptsOf(scenario),
      clientPlacement: scenario.clientPlacement,
      configDir: store.configDir,
      logDir: store.logDir,
      iterationsPerUs: run.iterationsPerUs,
      cleanup,
      arms: scenario.arms,
      tell: progress,
      record: (record) => store.append(record),
      signal,
    })
    const known = before.flatMap((record) => (record.kind === 'floor' ? [record.name] : []))
    if (known.length < FLOORS) {
      progress.status('floors')
      const floorRate = plan.loads[0]?.pagesPerSecond ?? FLOOR_PAGES_PER_SECOND
      for (const floor of await measureFloors(floorRate, join(runtimeDir(plan.id), 'floors')))
        if (!known.includes(floor.name)) store.append(floor)
    }
    await runBench({
      ...{ scenario, plan, store, before, progress, signal, hopClock },
      raise: async (spec, armIndex) => {
        const arm = await raise(spec, armIndex)
        return { ...arm, fidelity: quoting(spec.datapath, arm.fidelity) }
      },
    })
  } catch (error) {
    failure = error
  }
  for (const left of await cleanup.run()) progress.phase('left', `${left}; \`npm run clean\` removes it`)
  progress.close()
  const end: Pick<EndedRecord, 'status' | 'reason'> =
    failure === undefined
      ? { status: 'complete', reason: null }
      : { status: signal.aborted ? 'interrupted' : 'failed', reason: problemOf(failure) }
  const { status } = end
  store.finish(end)
  await run.unlockMachine() // not before: a resume that waits for the lock would find a run without an end
  if (status !== 'complete' && options.asked)
    process.stderr.write(`  to go on: \`${resumeCommand(store.dir)}\` measures what is left\n`)
  if (status === 'failed') {
    events.ended({ ...end, exitCode: exitCodeOf(failure) })
    throw failure
  }
  const { reported, exitCode: answer } = await reportOutcome(options, outcome, store.dir)
  const exitCode = status === 'interrupted' ? EXIT.interrupted : answer
  events.ended({ ...end, exitCode, reported })
  return exitCode
}

/** Adds to the fidelity of a datapath how it compared with its counterpart on this host. */
function quotes({ provider, resultsDir }: RunOptions, host: HostFingerprint) {
  const calibrations = latestCalibrations(resultsDir, host)
  return (datapath: string, fidelity: Fidelity): Fidelity =>
    withQuotes(fidelity, provider.name, datapath, calibrations)
}

/** The provider's datapaths, each with its calibrations on this host. */
export function quotedDatapaths(options: RunOptions, host: HostFingerprint) {
  const quoting = quotes(options, host)
  return options.provider.datapaths.map((one) => ({ ...one, fidelity: quoting(one.name, one.fidelity) }))
}

/** @throws UnavailableError that lists what this machine lacks; UsageError for policies that nothing would enforce */
export async function refuseWhatCannotRun({
  configured,
  scenario,
  policies,
  provider,
}: RunOptions): Promise<void> {
  refuseUnenforced(policies && policies.policies, scenario.arms, provider.datapaths)
  const missing = await configured.check([...new Set(scenario.arms.map((arm) => arm.datapath))])
  if (missing.length === 0) return
  throw new UnavailableError(
    [
      'this machine lacks something that the run needs:',
      ...missing.map(({ what, advice, datapaths }) =>
        `for ${datapaths.join(', ')}: ${what}\n→ ${advice}`.replace(/^/gm, '    ').replace(/^ {2}/, ''),
      ),
    ].join('\n'),
    'nothing has been started; `npm run doctor` lists all needs, and --datapaths runs fewer datapaths',
  )
}
