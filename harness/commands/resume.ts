/** `bench --resume`: measures what a run lacks that was killed or interrupted. */
import { join } from 'node:path'
import type { RunFlags } from '../cli/run-flags.ts'
import { isAnyLeft, whatIsLeft } from '../engine/what-is-left.ts'
import { BenchError, UnavailableError, UsageError, type ExitCode } from '../errors.ts'
import { codeFingerprint } from '../results/code-fingerprint.ts'
import { cutTornEnd } from '../results/cut-torn-end.ts'
import { codeDifferences, hostDifferences } from '../results/host-differences.ts'
import { hostFingerprint } from '../results/host-fingerprint.ts'
import { readAllRecords } from '../results/read-run.ts'
import type { PlanRecord } from '../results/record.ts'
import { reopenRunStore } from '../results/store.ts'
import { whatCounts } from '../results/what-counts.ts'
import { listenForInterrupt } from '../system/interrupt.ts'
import { findLeftovers, removeRun } from '../system/leftovers.ts'
import { lockMachine } from '../system/machine-lock.ts'
import { refuseLostEvidence } from './lost-evidence.ts'
import { measureRun, refuseWhatCannotRun } from './measure-run.ts'
import { BENCH } from './outcome.ts'
import { planOf } from './plan.ts'
import { reportOutcome } from './report-run.ts'
import { resumableRun, type ResumableRun } from './resumable-run.ts'
import { resumedRecords } from './resumed-records.ts'

/**
 * Goes on with a run. Of a run that is complete only the report is written: a kill may have come before.
 * @throws UsageError for what contradicts the run, UnavailableError where this machine is not the run's or another run is under way
 */
export async function resume(flags: RunFlags): Promise<ExitCode> {
  const asked = flags.resume ?? { beside: [] }
  const found = resumableRun(flags, asked)
  if (found.status === 'complete') return await reportComplete(found)
  await refuseWhatCannotRun(found.options)
  const unlockMachine = await lockMachine()
  using interrupt = listenForInterrupt()
  // Another resume may have finished the run since it was looked at.
  const run = resumableRun(flags, asked)
  if (run.status === 'complete') {
    await unlockMachine()
    return await reportComplete(run)
  }
  await refuseOtherMachine(run.plan)
  const { dir, plan, options, iterationsPerUs } = run
  const { journal, evidence } = readAllRecords(dir)
  const counted = whatCounts(journal, evidence)
  const left = whatIsLeft(plan, counted.journal)
  refuseLostEvidence(dir, left.bringUp, counted)
  await removeLeftovers(plan.id)
  const torn = ['journal.jsonl', 'evidence.jsonl'].flatMap((file) => cutTornEnd(join(dir, file)) ?? [])
  const store = reopenRunStore(dir, plan, journal)
  const runPlan = planOf(options)
  const shared = { outcome: BENCH, plan, runPlan, store, iterationsPerUs, unlockMachine }
  const say = (text: string) => process.stderr.write(`${text}\n`)
  if (!isAnyLeft(plan, left)) {
    say(`hopbench ${plan.id}\n  resumed    nothing is left to measure`)
    return await measureRun({ ...shared, options, before: journal, signal: interrupt.signal })
  }
  const news = resumedRecords({ plan, journal, evidence, left, session: store.session, now: new Date() })
  for (const record of news.records) store.append(record)
  const { journal: before } = whatCounts([...journal, ...news.records], evidence)
  say([`hopbench ${plan.id}`, ...[...torn, news.text].map((line) => `  resumed    ${line}`), ''].join('\n'))
  return await measureRun({ ...shared, options, before, signal: interrupt.signal })
}

async function reportComplete({ plan, dir, options }: ResumableRun): Promise<ExitCode> {
  process.stderr.write(`run ${plan.id} is complete: nothing is left to measure\n`)
  return (await reportOutcome(options, BENCH, dir)).exitCode
}

/** @throws UsageError that lists each difference between this machine and the one that began the run */
async function refuseOtherMachine({ id, host, code }: PlanRecord): Promise<void> {
  const differences = [
    ...hostDifferences(host, await hostFingerprint()),
    ...codeDifferences(code, await codeFingerprint()),
  ]
  if (differences.length === 0) return
  throw new UsageError(
    [
      `run ${id} cannot go on here, because the machine or hopbench has changed since it began:`,
      ...differences.map(({ what, before, now }) => `    ${what}: was ${before}, is ${now}`),
    ].join('\n'),
    'go on where and with what the run began, or begin a new run; nothing has been started',
  )
}

/** Removes what the cut run left: the same names are made again. */
async function removeLeftovers(id: string): Promise<void> {
  const own = (await findLeftovers()).runs.find(({ runId }) => runId === id)
  if (!own) return
  if (own.alive)
    throw new UnavailableError(`run ${id} is under way`, 'wait for its end; nothing has been started')
  const { failures } = await removeRun(own)
  if (failures.length > 0)
    throw new BenchError(
      `what the cut run left cannot be removed: ${failures.join('; ')}`,
      '`npm run clean` tries it again; nothing has been started',
    )
}
