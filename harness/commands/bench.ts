/** `bench`: measures a scenario, stores every record, and writes the report. */
import { join } from 'node:path'
import { EXIT, messageOf, problemOf, UnavailableError, type ExitCode } from '../errors.ts'
import { attemptsOf } from '../scenario/attempts.ts'
import { measureFloors } from '../load/floors.ts'
import { createProgress } from '../engine/progress.ts'
import { renderTerminal } from '../report/terminal.ts'
import type { ReportInput } from '../report/report-input.ts'
import type { Calibration } from '../results/calibration.ts'
import { latestCalibrations, writeCalibration } from '../results/calibration-files.ts'
import { codeFingerprint } from '../results/code-fingerprint.ts'
import { furtherRates } from '../results/further-rates.ts'
import { hostFingerprint } from '../results/host-fingerprint.ts'
import type { Fidelity, RunRecord } from '../results/record.ts'
import { planRecord } from '../plan/plan-record.ts'
import { writtenPolicies } from '../policy/written-policies.ts'
import { createRunStore } from '../results/store.ts'
import { runBench } from '../engine/run-bench.ts'
import type { Analysis } from '../stats/analysis.ts'
import { withQuotes } from '../stats/calibration-quote.ts'
import { createCleanup } from '../system/cleanup.ts'
import { listenForInterrupt } from '../system/interrupt.ts'
import { lockMachine } from '../system/machine-lock.ts'
import { newRunId, runtimeDir } from '../system/run-names.ts'
import { iterationsPerMicrosecond } from '../workload/cpu-work.ts'
import { refuseUnenforced } from './arm-policies.ts'
import { describePlan, planOf } from './plan.ts'
import type { RunOptions } from './resolve-run.ts'
import { writeReport } from './write-report.ts'

/** Rate for the floors when the rate of the arms is only chosen later ("auto"). */
const FLOOR_PAGES_PER_SECOND = 200

/** What a command makes of the outcome of its run. */
export interface Outcome {
  /** The exit code of a run that was not interrupted. */
  exitCodeOf: (analysis: Analysis, run: RunRecord) => ExitCode
  /** What is printed. */
  render: (input: ReportInput) => string
}

const BENCH: Outcome = {
  exitCodeOf: (analysis, { loads }) =>
    isConclusive(
      analysis,
      furtherRates(loads).map(({ name }) => name),
    )
      ? EXIT.ok
      : EXIT.inconclusive,
  render: (input) => renderTerminal(input),
}

/** Runs the benchmark. An interrupted run is reported as far as it came. @throws BenchError when the run fails */
export async function bench(options: RunOptions, outcome = BENCH): Promise<ExitCode> {
  const { scenario, provider, configured } = options
  await refuseWhatCannotRun(options)
  const unlockMachine = await lockMachine()
  using interrupt = listenForInterrupt()
  const runPlan = planOf(options)
  const id = newRunId(new Date())
  const host = await hostFingerprint()
  const calibrations = latestCalibrations(options.resultsDir, host)
  const quoting = (datapath: string, fidelity: Fidelity): Fidelity =>
    withQuotes(fidelity, provider.name, datapath, calibrations)
  const plan = planRecord({
    ...options,
    id,
    plan: runPlan,
    command: process.argv.slice(2),
    host,
    code: await codeFingerprint(),
    datapaths: provider.datapaths.map((one) => ({ ...one, fidelity: quoting(one.name, one.fidelity) })),
  })
  const store = createRunStore(options.resultsDir, plan)
  process.stderr.write(`hopbench ${id}\n${describePlan(options, runPlan)}\n`)

  const progress = createProgress()
  const cleanup = createCleanup()
  cleanup.defer('lock of the machine', unlockMachine)
  let failure: unknown
  try {
    const { raise, hopClock } = await configured.open({
      runId: id,
      topology: scenario.topology,
      ...(options.policies && {
        policies: options.policies.policies,
        writtenPolicies: writtenPolicies(options.policies.files),
      }),
      attempts: attemptsOf(scenario),
      clientPlacement: scenario.clientPlacement,
      configDir: store.configDir,
      logDir: store.logDir,
      iterationsPerUs: iterationsPerMicrosecond(),
      cleanup,
      arms: scenario.arms,
      tell: progress,
      record: (record) => store.append(record),
      signal: interrupt.signal,
    })
    progress.status('floors')
    const floorRate = plan.loads[0]?.pagesPerSecond ?? FLOOR_PAGES_PER_SECOND
    for (const floor of await measureFloors(floorRate, join(runtimeDir(id), 'floors'))) store.append(floor)
    await runBench({
      scenario,
      plan,
      store,
      progress,
      signal: interrupt.signal,
      hopClock,
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
  const { status } = store.finish(
    failure === undefined
      ? { status: 'complete', reason: null }
      : { status: interrupt.signal.aborted ? 'interrupted' : 'failed', reason: problemOf(failure) },
  )
  if (status === 'failed') throw failure
  return await report(options, outcome, store.dir, join(options.reportsDir, id), status)
}

async function refuseWhatCannotRun({ configured, scenario, policies, provider }: RunOptions): Promise<void> {
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

/** Writes the report and prints its short form. The exit code says whether the run could answer its question. */
async function report(
  options: RunOptions,
  outcome: Outcome,
  runDir: string,
  reportDir: string,
  status: string,
): Promise<ExitCode> {
  const { run, journal, evidence, analysis, calibration, page } = await writeReport(
    runDir,
    reportDir,
    options.prices,
  )
  keepCalibration(runDir, calibration)
  process.stdout.write(
    options.json
      ? JSON.stringify(analysis, null, 2) + '\n'
      : `${outcome.render({ run, journal, evidence, analysis, prices: options.prices })}\n  report  ${page}\n`,
  )
  if (status === 'interrupted') return EXIT.interrupted
  return outcome.exitCodeOf(analysis, run)
}

/** Stores the calibration with the run, so that later reports have it even when the counterpart run has been deleted. */
function keepCalibration(runDir: string, calibration: Calibration | null): void {
  if (calibration === null) return
  try {
    writeCalibration(runDir, calibration)
  } catch (error) {
    process.stderr.write(`the calibration could not be stored with the run: ${messageOf(error)}\n`)
  }
}

/**
 * Whether the run answers the scenario's question: the machine was quiet enough, every arm was measured, and every arm
 * took the path that it claims. Further rates of the first load's question have verdicts of their own, with fewer windows behind
 * them; they do not decide.
 */
const isConclusive = (analysis: Analysis, further: readonly string[]): boolean => {
  const isAsked = ({ load }: { load: string }): boolean => !further.includes(load)
  return (
    analysis.noise.filter(isAsked).every(({ verdict }) => verdict === 'quiet') &&
    analysis.evidence.broken.length === 0 &&
    analysis.comparisons
      .filter(isAsked)
      .every(({ metric, verdict }) => metric !== 'p50' || verdict !== 'withheld') &&
    analysis.arms.filter(isAsked).every(({ levels }) => levels.p50 !== null)
  )
}
