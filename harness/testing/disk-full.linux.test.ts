import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { run, tryRun } from '../system/command.ts'
import { requireNeed } from '../system/require-need.ts'
import { hopbench, startBench, type BenchProgram } from './bench-program.ts'
import { tracesOf } from './traces.ts'

const folder = mkdtempSync(join(tmpdir(), 'hopbench-full-'))
const disk = join(folder, 'disk')
const ballast = join(disk, 'ballast')

/** Large enough for the beginning of a run, small enough to be filled by one file at once. */
const DISK_BYTES = 4 * 1024 * 1024

const fillDisk = () => {
  const file = openSync(ballast, 'a')
  try {
    for (const size of [64 * 1024, 4096]) fillWith(file, size)
  } finally {
    closeSync(file)
  }
}

function fillWith(file: number, size: number): void {
  const block = Buffer.alloc(size, 1)
  for (let written = size; written === size;) {
    try {
      written = writeSync(file, block)
    } catch {
      return // full
    }
  }
}

const linesOf = (bench: BenchProgram): string[] =>
  readFileSync(join(bench.runDir, 'journal.jsonl'), 'utf8').split(/(?<=\n)/)

describe.skipIf(await requireNeed('linux'))('a disk that becomes full', () => {
  beforeAll(async () => {
    mkdirSync(disk)
    await run('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'none', disk])
  })
  afterEach(() => rmSync(ballast, { force: true }))
  afterAll(async () => {
    await tryRun('umount', [disk])
    rmSync(folder, { recursive: true })
  })

  const endsWithReason = async (bench: BenchProgram) => {
    const { exitCode, stderr } = await bench.outcome
    expect(stderr).toContain(
      `the disk is full: no room for further records in ${bench.runDir}\n  → every record so far is safe; free some space, then \`npm run bench -- --resume ${bench.runDir}\` measures the rest, and \`npm run report -- ${bench.runDir}\` shows what was measured\n`,
    )
    expect(stderr).not.toContain('bug of hopbench')
    expect(exitCode).toBe(1)
    expect(tracesOf(bench.runId)).toEqual([])
    const { run: stored, notices } = bench.stored()
    expect(stored.status).toBe('failed')
    expect(stored.statusReason?.what).toContain('the disk is full')
    expect(notices).toEqual([])
    expect(readdirSync(bench.runDir).toSorted()).toEqual([
      'configs',
      'evidence.jsonl',
      'journal.jsonl',
      'logs',
      'plan.json',
      'raw',
      'resume.json',
      'run.json',
    ])
    return stderr
  }

  test('in the middle of the rounds: the run ends at once with a reason, and loses no record', async () => {
    await using bench = await startBench(folder, ['kube-proxy-iptables'], { out: disk })
    const trialsSoFar = () => bench.stored().journal.filter(({ kind }) => kind === 'trial')
    await bench.until('some trials', () => trialsSoFar().length >= 2)
    fillDisk()
    const kept = linesOf(bench)
    await endsWithReason(bench)

    const lines = linesOf(bench)
    // One more record may have been written while the disk was filled, one is the trial that found the disk full, and one
    // tells how the run ended.
    expect(lines.slice(0, kept.length)).toEqual(kept)
    const isOfClock = (line: string) => line.startsWith('{"kind":"hops"')
    // Readings of the hop clock come after the trials, for as long as there is room.
    expect(lines.filter((line) => !isOfClock(line)).length).toBeLessThanOrEqual(kept.length + 3)
    const failed = trialsSoFar().filter((trial) => 'status' in trial && trial.status === 'failed')
    expect(failed.length).toBeLessThanOrEqual(1)
    const raw = bench
      .stored()
      .journal.flatMap((record) =>
        record.kind === 'trial' && record.status !== 'failed' ? (record.latency?.rawFile ?? []) : [],
      )
    expect(
      readdirSync(join(bench.runDir, 'raw'))
        .map((name) => join('raw', name))
        .toSorted(),
    ).toEqual(raw.toSorted())
    for (const file of raw) expect(statSync(join(bench.runDir, file)).size).toBeGreaterThan(0)

    // The disk is still full, so the report is written elsewhere. It says that the run ended early.
    const elsewhere = await hopbench(['report', bench.runDir, '--out', join(folder, 'elsewhere')])
    const toGoOn = `the run is not complete: \`npm run bench -- --resume ${bench.runDir}\` measures the rest\n`
    expect(elsewhere).toMatchObject({ exitCode: 0, stderr: toGoOn })
    fillDisk() // the run has freed the space that it had reserved for its end
    const full = await hopbench(['report', bench.runDir, '--out', disk])
    expect(full.exitCode).toBe(1)
    expect(full.stderr).toMatch(/the report cannot be written .*ENOSPC.*\n {2}→ .* make room there/)
    rmSync(ballast)
    expect(await hopbench(['report', bench.runDir, '--out', disk])).toMatchObject({
      exitCode: 0,
      stderr: toGoOn,
    })
  })

  test('while arms are brought up: no arm is called broken for it', async () => {
    await using bench = await startBench(folder, ['kube-proxy-iptables'], { out: disk })
    await bench.until('the first floor', () => bench.stored().journal.length > 0)
    fillDisk()
    const stderr = await endsWithReason(bench)
    expect(stderr).not.toMatch(/failed +\w/)
    expect(stderr).not.toContain('baseline did not come up')
  })

  test('full from the beginning: nothing is started', async () => {
    const runs = readdirSync(join(disk, 'results'))
    fillDisk()
    const scenario = join(folder, 'kube-proxy-iptables.yaml')
    const { exitCode, stderr } = await hopbench(['bench', '--scenario', scenario, '--out', disk])
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(
      /^the results cannot be written to .*ENOSPC.*\n {2}→ .*free some space; nothing has been started\n$/,
    )
    expect(readdirSync(join(disk, 'results'))).toEqual(runs)
  })
})
