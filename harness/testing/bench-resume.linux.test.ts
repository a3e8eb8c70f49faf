/** A run is killed at random moments and resumed until it is complete. */
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventSchema } from '../results/event.ts'
import type { StoredRun } from '../results/read-run.ts'
import type { Analysis } from '../stats/analysis.ts'
import { requireNeed } from '../system/require-need.ts'
import { hopbench, startBench, type BenchProgram, type Outcome } from './bench-program.ts'
import { tracesOf } from './traces.ts'

const folder = mkdtempSync(join(tmpdir(), 'hopbench-resume-'))
afterAll(() => rmSync(folder, { recursive: true }))

const ARMS = ['kube-proxy-iptables']
const TORN = '{"kind":"trial","arm":"dir'
/** A bring-up of this run takes about 5 s, so that kills meet trials, proofs and raising. */
const LONGEST_WAIT_MS = 3000

/** Kills the harness up to three seconds after its next record. */
async function killSomewhen(bench: BenchProgram): Promise<void> {
  const records = () => readFileSync(join(bench.runDir, 'journal.jsonl'), 'utf8').split('\n').length
  const before = existsSync(join(bench.runDir, 'journal.jsonl')) ? records() : 0
  await bench.until(
    'another record',
    () => existsSync(join(bench.runDir, 'journal.jsonl')) && records() > before,
  )
  await new Promise((resolve) => setTimeout(resolve, Math.random() * LONGEST_WAIT_MS))
  bench.kill()
  await bench.outcome
}

describe.skipIf(await requireNeed('linux'))('a run that is killed at random moments and resumed', () => {
  let runDir: string
  let bench: BenchProgram
  /** A resume that is started while another one goes on. */
  let second: Outcome
  let outcome: Outcome
  let stored: StoredRun

  beforeAll(async () => {
    {
      await using killed = await startBench(folder, ARMS, { leaveBehind: true })
      runDir = killed.runDir
      await killSomewhen(killed)
      appendFileSync(join(runDir, 'journal.jsonl'), TORN)
    }
    {
      await using again = await startBench(folder, ARMS, { resume: runDir, leaveBehind: true })
      second = await hopbench(['bench', '--resume', runDir])
      await killSomewhen(again)
    }
    bench = await startBench(folder, ARMS, { resume: runDir, flags: ['--json'] })
    outcome = await bench.outcome
    stored = bench.stored()
  })
  afterAll(() => bench[Symbol.asyncDispose]())

  test('has the trials of a run that was never cut, each once, with its samples', () => {
    expect([0, 11]).toContain(outcome.exitCode)
    const { run, journal, samplesOf } = stored
    expect(run.status).toBe('complete')
    const trials = journal.filter((record) => record.kind === 'trial')
    const planned = run.order.flatMap((order, round) => order.map((arm) => `${round} ${arm}`))
    expect(trials.map(({ round, arm }) => `${round} ${arm}`).toSorted()).toEqual(planned.toSorted())
    for (const trial of trials) {
      if (trial.status === 'failed') throw new Error(trial.error.what)
      expect(samplesOf(trial.latency!.rawFile)!.length).toBe(trial.latency!.sampleCount * 5)
    }
    for (const kind of ['idle', 'clock-price'] as const)
      expect(journal.filter((record) => record.kind === kind)).toHaveLength(3)
  })

  test('says which records are from after each cut, and the report says that it was cut', () => {
    const { run, evidence } = stored
    expect(run.resumed?.map(({ session }) => session)).toEqual([1, 2])
    expect(evidence.filter(({ holds }) => !holds)).toEqual([])
    const lastSession = stored.journal.filter((record) => 'session' in record && record.session === 2)
    expect(lastSession.length).toBeGreaterThan(0)
    const summary = JSON.parse(readFileSync(join(bench.reportDir, 'summary.json'), 'utf8')) as Analysis
    expect(summary.beforeAfter).toHaveLength(1)
    expect(readFileSync(join(bench.reportDir, 'report.md'), 'utf8')).toContain('was cut and resumed 2 times')
  })

  test('keeps a torn line aside, and leaves nothing behind', () => {
    expect(readFileSync(join(runDir, 'journal.jsonl.torn'), 'utf8')).toContain(TORN)
    expect(tracesOf(bench.runId)).toEqual([])
  })

  test('is resumed by one program at a time, whatever a kill has left', () => {
    expect(second.exitCode).toBe(12)
    expect(second.stderr).toMatch(/another run is under way on this machine/)
  })

  test('tells with --json what happens, one event a line, and people on stderr', () => {
    const events = outcome.stdout
      .trimEnd()
      .split('\n')
      .map((line) => eventSchema.parse(JSON.parse(line)))
    expect(events[0]).toMatchObject({ event: 'began', session: 2 })
    expect(events.at(-1)).toMatchObject({ event: 'ended', status: 'complete', exitCode: outcome.exitCode })
    const recorded = events.filter(({ event }) => event === 'recorded')
    expect(recorded.length).toBeGreaterThan(0)
    expect(outcome.stderr).toMatch(/bring-up +\d\/3: .*; about \d+:\d\d left/)
    expect(outcome.stderr).toContain(join(bench.reportDir, 'index.html'))
  })

  test('that is complete gets its report again, with the exit code of its answer; flags that contradict it are refused by name', async () => {
    const page = join(bench.reportDir, 'index.html')
    rmSync(page) // as after a kill between the last record and the report
    const complete = await hopbench(['bench', '--resume', 'newest', '--out', join(folder, 'out')])
    expect(complete.exitCode).toBe(outcome.exitCode)
    expect(complete.stderr).toContain(`run ${bench.runId} is complete`)
    expect(complete.stdout).toContain(page)
    expect(existsSync(page)).toBe(true)
    const contradicts = await hopbench(['bench', '--resume', runDir, '--rounds', '30'])
    expect(contradicts.exitCode).toBe(2)
    expect(contradicts.stderr).toContain(`--rounds contradicts run ${bench.runId}, which has --rounds 6`)
  })
})
