/** `bench`: measures a scenario, stores every record, and writes the report. */
import { BenchError, EXIT, messageOf, type ExitCode } from '../errors.ts'
import { planRecord } from '../plan/plan-record.ts'
import { codeFingerprint } from '../results/code-fingerprint.ts'
import { hostFingerprint } from '../results/host-fingerprint.ts'
import { createRunStore } from '../results/store.ts'
import { listenForInterrupt } from '../system/interrupt.ts'
import { lockMachine } from '../system/machine-lock.ts'
import { newRunId } from '../system/run-names.ts'
import { iterationsPerMicrosecond } from '../workload/cpu-work.ts'
import { measureRun, quotedDatapaths, refuseWhatCannotRun } from './measure-run.ts'
import { BENCH } from './outcome.ts'
import { describePlan, planOf } from './plan.ts'
import type { RunOptions } from './resolve-run.ts'
import { resumeCommand, resumeFileOf } from './resume-file.ts'

/** Runs the benchmark. An interrupted run is reported as far as it came. @throws BenchError when the run fails */
export async function bench(options: RunOptions, outcome = BENCH): Promise<ExitCode> {
  await refuseWhatCannotRun(options)
  const unlockMachine = await lockMachine()
  using interrupt = listenForInterrupt()
  const id = newRunId(new Date())
  await makeReady(options, id, interrupt.signal)
  const runPlan = planOf(options)
  const iterationsPerUs = iterationsPerMicrosecond()
  const host = await hostFingerprint()
  const plan = planRecord({
    ...options,
    id,
    plan: runPlan,
    command: process.argv.slice(2),
    host,
    code: await codeFingerprint(),
    datapaths: quotedDatapaths(options, host),
  })
  const resume = resumeFileOf(options, iterationsPerUs)
  const store = createRunStore(options.resultsDir, plan, resume)
  const ifCut = resume ? `  if cut     \`${resumeCommand(store.dir)}\` measures the rest\n` : ''
  process.stderr.write(`hopbench ${plan.id}\n${describePlan(options, runPlan)}${ifCut}\n`)
  return await measureRun({
    ...{ options, outcome, plan, runPlan, store, before: [], iterationsPerUs },
    ...{ unlockMachine, signal: interrupt.signal },
  })
}

/** @throws BenchError with exit code 130 where the user ends it meanwhile: no run has begun, and there is nothing to report */
async function makeReady(options: RunOptions, id: string, signal: AbortSignal): Promise<void> {
  try {
    await options.makeReady?.(id, signal)
    signal.throwIfAborted()
  } catch (error) {
    if (!signal.aborted) throw error
    throw new BenchError(
      `${messageOf(signal.reason)} before the run began`,
      'nothing was measured, and nothing is stored',
      EXIT.interrupted,
      { cause: error },
    )
  }
}
