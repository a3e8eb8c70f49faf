import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run, tryRun } from '../system/command.ts'
import { requireNeed } from '../system/require-need.ts'
import { waitFor } from '../system/wait.ts'
import { hopbench, startBench, type BenchProgram } from './bench-program.ts'
import { bpfPrograms, hostState } from './host-state.ts'
import { asText, familyOf, stillThere, tracesOf } from './traces.ts'

const folder = mkdtempSync(join(tmpdir(), 'hopbench-interrupted-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** The kernel ends a process in milliseconds. On a loaded machine, a process inside a system call takes longer. */
const GONE_WITHIN_MS = 10_000

const namespacesOf = (bench: BenchProgram): string[] =>
  readdirSync('/run/netns').filter((name) => name.includes(bench.runId))
const commandLinesOf = (bench: BenchProgram): string => familyOf(bench.pid).map(asText).join('\n')
const trialsOf = (bench: BenchProgram) => bench.stored().journal.filter(({ kind }) => kind === 'trial')
const trialsHaveBegun = (bench: BenchProgram) =>
  bench.until('trials have begun', () => trialsOf(bench).length > 0)

describe.skipIf(await requireNeed('linux', 'bpf'))('Ctrl-C in the middle of a run', () => {
  test('takes everything down, keeps the records so far, writes the report, and exits with 130', async () => {
    await using bench = await startBench(folder, ['kube-proxy-iptables'])
    await trialsHaveBegun(bench)
    const family = familyOf(bench.pid)
    bench.pressCtrlC()
    const { exitCode, stderr } = await bench.outcome

    expect(stderr).toContain('SIGINT: tearing the run down')
    expect(exitCode).toBe(130)
    const { run: stored, notices } = bench.stored()
    expect(stored).toMatchObject({ status: 'interrupted', statusReason: { what: 'interrupted by SIGINT' } })
    expect(notices).toEqual([])
    expect(trialsOf(bench).length).toBeGreaterThan(0)
    for (const trial of trialsOf(bench)) expect(trial).not.toMatchObject({ status: 'failed' })
    expect(readFileSync(join(bench.reportDir, 'index.html'), 'utf8')).toContain('interrupted')
    expect(stillThere(family).map(asText)).toEqual([])
    expect(tracesOf(bench.runId)).toEqual([])
  })
})

/** Stages of a run; `underWay` waits until the stage has begun. */
const STAGES: { stage: string; arms: string[]; underWay: (bench: BenchProgram) => Promise<unknown> }[] = [
  {
    stage: 'while the floors are measured',
    arms: ['ebpf'],
    underWay: (bench) => bench.until('the floors', () => commandLinesOf(bench).includes('bare-responder')),
  },
  {
    stage: 'while an arm is brought up',
    arms: ['sidecar'],
    underWay: (bench) => bench.until('an Envoy', () => commandLinesOf(bench).includes('--config-path')),
  },
  {
    stage: 'in a proof',
    arms: ['sidecar'],
    underWay: (bench) => bench.until('a capture', () => commandLinesOf(bench).includes('tcpdump')),
  },
  {
    stage: 'in a trial',
    arms: ['ebpf'],
    underWay: trialsHaveBegun,
  },
  {
    stage: 'while it takes everything down',
    arms: ['ebpf'],
    async underWay(bench) {
      await bench.until('pods', () => commandLinesOf(bench).includes('service.ts'))
      await bench.until('everything is up', () => existsSync(join(bench.cgroup, 'ebpf', 'orders')))
      const most = namespacesOf(bench).length
      bench.pressCtrlC()
      await bench.until('some of it has gone', () => namespacesOf(bench).length < most)
    },
  },
]

describe.skipIf(await requireNeed('linux', 'bpf'))('kill -9 of the harness', () => {
  /** Names that begin like those of hopbench, but belong to others. */
  const bystanders = ['hopbenchx', 'hopbench-mine', 'other']
  let before: Record<string, string>
  let programsBefore: number | null
  beforeAll(async () => {
    before = await hostState()
    programsBefore = await bpfPrograms()
    for (const name of bystanders) await run('ip', ['netns', 'add', name])
  })
  afterAll(async () => {
    for (const name of bystanders) await tryRun('ip', ['netns', 'del', name])
  })

  test.each(STAGES)(
    '$stage: no process outlives it, and clean removes the rest',
    async ({ arms, underWay }) => {
      await using bench = await startBench(folder, arms)
      await underWay(bench)
      // Stop the bench first, so that it cannot start a child between looking and killing.
      process.kill(bench.pid, 'SIGSTOP')
      const family = familyOf(bench.pid)
      bench.kill()
      await bench.outcome
      const survivors = () => [
        ...stillThere(family).map(asText),
        ...tracesOf(bench.runId).filter((trace) => /^\d+ /.test(trace)),
      ]
      await waitFor('the run to be without processes', GONE_WITHIN_MS, () => {
        if (survivors().length > 0) throw new Error(survivors().join('\n'))
        return true
      })

      const first = await hopbench(['clean'])
      expect(first).toMatchObject({ exitCode: 0, stderr: '' })
      expect(first.stdout).toContain(`removed     folder /run/hopbench/${bench.runId}\n`)
      expect(tracesOf(bench.runId)).toEqual([])
      const second = await hopbench(['clean'])
      expect(second.stdout).not.toContain(bench.runId)
      expect(second.stdout).not.toContain('removed')

      // The records can be read, and they show that the run did not end.
      expect(bench.stored().run.status).toBe('running')
      expect(readdirSync(bench.runDir).filter((name) => name.startsWith('.'))).toEqual([])
    },
  )

  test('nothing of anybody else was touched: namespaces, firewall, routes, settings, BPF programs', async () => {
    const namespaces = readdirSync('/run/netns')
    expect(namespaces).toEqual(expect.arrayContaining(bystanders))
    for (const name of bystanders) await run('ip', ['netns', 'del', name])
    expect(await hostState()).toEqual(before)
    if (programsBefore === null) return
    await waitFor(
      'BPF programs to be freed',
      GONE_WITHIN_MS,
      async () => (await bpfPrograms()) === programsBefore || undefined,
    )
  })
})
