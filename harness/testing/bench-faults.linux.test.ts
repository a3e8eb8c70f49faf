import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { podAddress, serviceAddress } from '../providers/netns/node/addresses.ts'
import { TARGET_PORT } from '../providers/netns/datapath.ts'
import type { JournalRecord } from '../results/record.ts'
import type { Analysis } from '../stats/analysis.ts'
import { run } from '../system/command.ts'
import { requireNeed } from '../system/require-need.ts'
import { armNetns } from '../system/run-names.ts'
import { startBench, type BenchProgram, type Outcome } from './bench-program.ts'
import { tracesOf } from './traces.ts'

const folder = mkdtempSync(join(tmpdir(), 'hopbench-faults-'))
chmodSync(folder, 0o755) // Envoy runs as another user
afterAll(() => rmSync(folder, { recursive: true }))

/** An Envoy that prints its version, so that the check of needs passes, and then does not start. */
const BROKEN_ENVOY = `#!/bin/sh
case "$1" in --version) echo "envoy version: test"; exit 0 ;; esac
echo "[critical] error initializing configuration" >&2
echo "Protobuf message has unknown fields: no_such_filter" >&2
exit 1
`

/** Adds a rule that translates calls of orders before they reach kube-proxy's chains. Every page is still answered. */
const takeShortcut = (runId: string) => {
  const arm = 'kube-proxy-iptables'
  const [armIndex, pod] = [2, 2] // after the baseline and its twin; after the client and DNS
  return run('ip', [
    ...['netns', 'exec', armNetns(runId, arm), 'iptables', '-t', 'nat', '-I', 'PREROUTING'],
    ...['-p', 'tcp', '-d', serviceAddress(armIndex, pod), '-j', 'DNAT'],
    ...['--to-destination', `${podAddress(armIndex, pod)}:${TARGET_PORT}`],
  ])
}

describe.skipIf(await requireNeed('linux'))('one run with three faults', () => {
  let bench: BenchProgram
  let outcome: Outcome
  let journal: JournalRecord[]

  beforeAll(async () => {
    const envoy = join(folder, 'envoy')
    writeFileSync(envoy, BROKEN_ENVOY, { mode: 0o755 })
    bench = await startBench(folder, ['kube-proxy-iptables', 'sidecar'], { env: { HOPBENCH_ENVOY: envoy } })
    const has = (found: (record: JournalRecord) => boolean) => bench.stored().journal.some(found)

    await bench.until('trials have begun', () => has(({ kind }) => kind === 'trial'))
    const twin = join(bench.cgroup, 'direct-again')
    const isThawed = () => readFileSync(join(twin, 'cgroup.events'), 'utf8').includes('frozen 0')
    await bench.until('a trial of the twin is under way', isThawed)
    const [pid] = readFileSync(join(twin, 'stock', 'app', 'cgroup.procs'), 'utf8').split('\n')
    process.kill(Number(pid), 'SIGKILL')

    await bench.until('trials of the second bring-up have begun', () =>
      has((record) => record.kind === 'trial' && record.bringUp === 1),
    )
    await takeShortcut(bench.runId)

    outcome = await bench.outcome
    journal = bench.stored().journal
  })
  afterAll(() => bench[Symbol.asyncDispose]())

  const trialsOf = (arm: string) =>
    journal.filter((record) => record.kind === 'trial').filter((trial) => trial.arm === arm)

  test('the run goes on to its end, and does not call itself a success', () => {
    expect(outcome.exitCode).toBe(11)
    expect(bench.stored().run.status).toBe('complete')
    expect(tracesOf(bench.runId)).toEqual([])
  })

  test('an Envoy that does not start: its last lines are shown, its arm is named, the others are measured', () => {
    const pattern =
      /failed +sidecar: Envoy of \w+ exited with code 1\. Its last lines:\n\[critical\] error initializing configuration\nProtobuf message has unknown fields: no_such_filter\n/
    expect(outcome.stderr).toMatch(pattern)
    const bringUps = journal.filter((record) => record.kind === 'bring-up')
    expect(bringUps.map(({ failedArms }) => failedArms.map(({ arm }) => arm))).toEqual([
      ['sidecar'],
      ['sidecar'],
      ['sidecar'],
    ])
    expect(bringUps[0]?.failedArms[0]?.problem.what).toContain('no_such_filter')
    expect(trialsOf('sidecar')).toEqual([])
    for (const arm of ['direct', 'kube-proxy-iptables'])
      expect(trialsOf(arm).map(({ status }) => status)).not.toContain('failed')
  })

  test('a service killed in a trial: that trial failed and says why, the arm is proved and measured again', () => {
    const trials = trialsOf('direct-again')
    const failed = trials.filter((trial) => trial.status === 'failed')
    expect(failed.map(({ error }) => error.what)).toEqual([
      expect.stringMatching(/^service stock\.back was killed by SIGKILL\. Its last lines:/) as unknown,
    ])
    expect(outcome.stderr).toMatch(/failed +direct-again: service stock\.back was killed by SIGKILL/)
    expect(trials.at(-1)!.status).not.toBe('failed')
    const proofs = bench
      .stored()
      .evidence.filter(
        ({ arm, bringUp, when }) => arm === 'direct-again' && bringUp === 0 && when === 'before',
      )
    expect(proofs.filter(({ kind }) => kind === 'pages')).toHaveLength(2)
  })

  test('traffic that takes another way in the middle of a run, unseen: the proof after it says so, and nothing is concluded from the arm', () => {
    expect(outcome.stderr).toMatch(/broken +kube-proxy-iptables: /)
    const summary = JSON.parse(readFileSync(join(bench.reportDir, 'summary.json'), 'utf8')) as Analysis
    expect(summary.evidence.broken).not.toEqual([])
    for (const broken of summary.evidence.broken)
      expect(broken).toMatch(/^kube-proxy-iptables, after the rounds of bring-up 2: /)
    const verdicts = summary.comparisons
      .filter(({ arm, baseline }) => [arm, baseline].includes('kube-proxy-iptables'))
      .map(({ verdict }) => verdict)
    expect(verdicts.filter((verdict) => verdict !== 'withheld')).toEqual([])
  })
})
