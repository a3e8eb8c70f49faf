/** `bench`: measures a scenario, keeps every record, and writes the report of what there is. */
import { join } from 'node:path'
import { EXIT, messageOf, problemOf, UnavailableError, type ExitCode } from '../errors.ts'
import { measureFloors } from '../load/floors.ts'
import { createProgress } from '../engine/progress.ts'
import { renderTerminal } from '../report/terminal.ts'
import type { Calibration } from '../results/calibration.ts'
import { latestCalibrations, writeCalibration } from '../results/calibration-files.ts'
import { codeFingerprint } from '../results/code-fingerprint.ts'
import { hostFingerprint } from '../results/host-fingerprint.ts'
import type { Fidelity } from '../results/record.ts'
import { planRecord } from '../plan/plan-record.ts'
import { createRunStore } from '../results/store.ts'
import { runBench } from '../engine/run-bench.ts'
import type { Analysis } from '../stats/analysis.ts'
import { withQuotes } from '../stats/calibration-quote.ts'
import { createCleanup } from '../system/cleanup.ts'
import { listenForInterrupt } from '../system/interrupt.ts'
import { lockMachine } from '../system/machine-lock.ts'
import { newRunId, runtimeDir } from '../system/run-names.ts'
import { calibrate } from '../workload/cpu-work.ts'
import { describePlan, planOf } from './plan.ts'
import type { RunOptions } from './resolve-run.ts'
import { writeReport } from './write-report.ts'

/** Rate for the floors where the arms' own is only found out later ("auto"). */
const FLOOR_PAGES_PER_SECOND = 200

/** @throws BenchError when nothing can be measured; a run that ended early is reported as far as it came. */
export async function bench(options: RunOptions): Promise<ExitCode> {
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
  cleanup.defer('the hold on the machine', unlockMachine)
  let failure: unknown
  try {
    const { raise } = await configured.open({
      runId: id,
      topology: scenario.topology,
      clientPlacement: scenario.clientPlacement,
      configDir: store.configDir,
      logDir: store.logDir,
      iterationsPerUs: calibrate(),
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
  return await tell(options, store.dir, join(options.reportsDir, id), status)
}

async function refuseWhatCannotRun({ configured, scenario }: RunOptions): Promise<void> {
  const missing = await configured.check([...new Set(scenario.arms.map((arm) => arm.datapath))])
  if (missing.length === 0) return
  throw new UnavailableError(
    [
      'what the run needs is not all there:',
      ...missing.map(({ what, advice, datapaths }) =>
        `for ${datapaths.join(', ')}: ${what}\n→ ${advice}`.replace(/^/gm, '    ').replace(/^ {2}/, ''),
      ),
    ].join('\n'),
    'nothing has been started; `npm run doctor` lists everything, --datapaths leaves some out',
  )
}

/** Writes the report, prints its short form, and says by the exit code whether it could tell. */
async function tell(
  options: RunOptions,
  runDir: string,
  reportDir: string,
  status: string,
): Promise<ExitCode> {
  const { run, journal, evidence, analysis, calibration, page } = await writeReport(runDir, reportDir)
  keepCalibration(runDir, calibration)
  process.stdout.write(
    options.json
      ? JSON.stringify(analysis, null, 2) + '\n'
      : `${renderTerminal({ run, journal, evidence, analysis })}\n  report  ${page}\n`,
  )
  if (status === 'interrupted') return EXIT.interrupted
  return couldTell(analysis) ? EXIT.ok : EXIT.inconclusive
}

/** Kept with the run, so that its report stays whole when the counterpart is gone. */
function keepCalibration(runDir: string, calibration: Calibration | null): void {
  if (calibration === null) return
  try {
    writeCalibration(runDir, calibration)
  } catch (error) {
    process.stderr.write(`the calibration could not be kept with the run: ${messageOf(error)}\n`)
  }
}

/** Whether the machine was quiet enough, every arm was there and took the path it claims, to answer the scenario's question. */
const couldTell = (analysis: Analysis): boolean =>
  analysis.noise.every(({ verdict }) => verdict === 'quiet') &&
  analysis.evidence.broken.length === 0 &&
  analysis.comparisons.every(({ metric, verdict }) => metric !== 'p50' || verdict !== 'withheld') &&
  analysis.arms.every(({ levels }) => levels.p50 !== null)
