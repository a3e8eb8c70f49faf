/** `bench`: measures a scenario, stores every record, and writes the report. */
import type { ExitCode } from '../errors.ts'
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
  await options.makeReady?.(id)
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
