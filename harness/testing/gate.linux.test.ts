/** Whole gates, as a user runs them, in a clone with versions that are slower than they should be or do not build. */
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Gate } from '../stats/gate/gate.ts'
import { cloneHopbench, type Clone } from '../studies/hopbench-clone.ts'
import { busierServices, slowerDatapath } from '../studies/slower-version.ts'
import { run } from '../system/command.ts'
import { requireNeed } from '../system/require-need.ts'
import { waitFor } from '../system/wait.ts'
import { tracesOf } from './traces.ts'

const folder = mkdtempSync(join(tmpdir(), 'hopbench-gate-'))
chmodSync(folder, 0o755) // programs of other users read the clone
afterAll(() => rmSync(folder, { recursive: true }))

/** One datapath, in as few bring-ups as give an interval narrow enough for what is planted here: far more than a tenth. */
const SMALL = ['--datapaths', 'ebpf', '--rounds', '6', '--out', join(folder, 'out')]
/** Against a gate that hangs; one takes a minute, and two or three on a busy machine. */
const GATE_WITHIN_MS = 600_000
/** Longer than a test waits; no other program sleeps for so long. */
const BUILDS_FOR_SECONDS = '641.5'

const runIdIn = (stderr: string): string => /^hopbench (\S+)$/m.exec(stderr)![1]!
/** Copies of versions that are left in the temporary folder. */
const copies = () => readdirSync(tmpdir()).filter((name) => /^hopbench-\d{4}-.*-(base|head)$/.test(name))

/** How many programs of a build that takes long run. */
const sleepers = () =>
  readdirSync('/proc').filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(BUILDS_FOR_SECONDS)
    } catch {
      return false // the process has ended meanwhile, or this is no process
    }
  }).length

describe.skipIf(await requireNeed('bpf'))('a gate', () => {
  let clone: Clone
  beforeAll(async () => {
    clone = await cloneHopbench(join(folder, 'clone'))
    await clone.branch('slower', [...slowerDatapath(20_000), ...busierServices(500)])
    await clone.branch('broken', [
      {
        file: 'bpf/datapath/datapath.bpf.c',
        text: '#include "admission.h"',
        becomes: '#error broken on purpose',
      },
    ])
    await clone.branch('no-services', [
      { file: 'harness/workload/upstream.ts', text: 'export function', becomes: 'const x: = {{{' },
    ])
    await clone.branch('slow-to-build', [
      { file: 'bpf/Makefile', text: '\n', becomes: `\n$(shell sleep ${BUILDS_FOR_SECONDS})\n` },
    ])
  })

  test(
    'of a checkout with changes against its own commit finds no regression, says that there are changes, and leaves nothing behind',
    async () => {
      const changed = join(clone.folder, 'changed')
      writeFileSync(changed, 'not committed')
      const { exitCode, stdout, stderr } = await clone.gate('--base', 'HEAD', ...SMALL)
      rmSync(changed)
      expect([0, 11], stdout + stderr).toContain(exitCode)
      expect(stdout).toMatch(/head: working copy of [0-9a-f]{10}, with changes/)
      expect(stdout).toMatch(/bytes, a page[^\n]* +\d/)
      expect(tracesOf(runIdIn(stderr))).toEqual([])
      expect(copies()).toEqual([])
    },
    GATE_WITHIN_MS,
  )

  test(
    'finds transport and CPU that were planted into another version',
    async () => {
      const { exitCode, stdout, stderr } = await clone.gate(
        ...['--base', 'HEAD', '--head', 'slower', '--json', ...SMALL],
      )
      expect(stdout, stderr).not.toBe('')
      const { rows, isInterleaved } = JSON.parse(stdout) as Gate
      const of = (what: string) => rows.find((row) => row.what === what)!
      // Beside other programs no trial counts, which the gate must say, and not that all is well.
      const isDisturbed = of('cpu').why?.kind === 'rounds lost'
      expect(exitCode, stderr).toBe(isDisturbed ? 11 : 10)
      for (const what of isDisturbed ? [] : ['cpu', 'transport'])
        expect(of(what), stdout).toMatchObject({ judgement: 'regression' })
      expect(rows.filter(({ what }) => what === 'proofs').map(({ judgement }) => judgement)).toEqual(['fine'])
      expect(isInterleaved).toBe(true)
      expect(copies()).toEqual([])
    },
    GATE_WITHIN_MS,
  )

  test('names a version that does not build, and has started nothing', async () => {
    const { exitCode, stderr } = await clone.gate('--base', 'broken', ...SMALL)
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(/base, broken \([0-9a-f]{10}\): its set-up failed[^]*broken on purpose[^]*→ /)
    expect(copies()).toEqual([])
  })

  test.each([
    ['base', ['--base', 'no-services']],
    ['head', ['--base', 'HEAD', '--head', 'no-services']],
  ])(
    'names a version whose services do not load, as %s, and has started nothing',
    async (side, refs) => {
      const { exitCode, stdout, stderr } = await clone.gate(...refs, ...SMALL)
      expect(exitCode, stderr).toBe(2)
      expect(stderr).toMatch(
        RegExp(`${side}, no-services .*: its service program exited with code 1[^]*nothing has been started`),
      )
      expect(stderr).not.toMatch(/^hopbench /m)
      expect(stdout).toBe('')
      expect(copies()).toEqual([])
    },
    GATE_WITHIN_MS,
  )

  test(
    'ends at once when it is interrupted while a version is made ready, and leaves nothing behind',
    async () => {
      const { pid, printed, outcome } = clone.startGate(['--base', 'slow-to-build', ...SMALL])
      await waitFor('the version to be built', GATE_WITHIN_MS, () => sleepers() > 0 || undefined)
      process.kill(pid, 'SIGINT')
      expect((await outcome).exitCode, printed.stderr).toBe(130)
      expect(printed.stderr).toContain('interrupted by SIGINT before the run began')
      expect(printed.stdout).toBe('')
      expect(sleepers()).toBe(0)
      expect(copies()).toEqual([])
    },
    GATE_WITHIN_MS,
  )

  test(
    'says that it was interrupted, and gives no verdict to the summary of a step',
    async () => {
      const summary = join(folder, 'summary.md')
      const gate = clone.startGate(['--base', 'HEAD', ...SMALL], { GITHUB_STEP_SUMMARY: summary })
      await waitFor(
        'the first bring-up',
        GATE_WITHIN_MS,
        () => /bringing up|1\/6/.test(gate.printed.stderr) || undefined,
      )
      process.kill(gate.pid, 'SIGTERM')
      const { exitCode, stdout, stderr } = await gate.outcome
      expect(exitCode, stderr).toBe(130)
      expect(stdout).toContain('The run was interrupted, so it is not complete.')
      expect(stdout).not.toMatch(/100\.0 %|No baseline/)
      expect(readFileSync(summary, 'utf8')).not.toContain('## Gate')
      expect(tracesOf(runIdIn(stderr))).toEqual([])
    },
    GATE_WITHIN_MS,
  )

  test('in a shallow clone says how to get the rest', async () => {
    const shallow = join(folder, 'shallow')
    await run('git', ['clone', '--quiet', '--depth', '1', `file://${clone.folder}`, shallow])
    // The program is that of the clone; only its git is shallow.
    rmSync(join(clone.folder, '.git'), { recursive: true })
    await run('mv', [join(shallow, '.git'), join(clone.folder, '.git')])
    const { exitCode, stderr } = await clone.gate('--base', 'HEAD~1', ...SMALL)
    expect(exitCode).toBe(2)
    expect(stderr).toContain('fetch-depth: 0')
  })
})
