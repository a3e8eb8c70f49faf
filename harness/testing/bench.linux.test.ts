import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run, tryRun } from '../system/command.ts'
import { requireNeed } from '../system/require-need.ts'
import { hopbench, startBench, tinyBench, type BenchProgram, type Outcome } from './bench-program.ts'
import { hostState } from './host-state.ts'
import { tracesOf } from './traces.ts'

const folder = mkdtempSync(join(tmpdir(), 'hopbench-bench-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe.skipIf(await requireNeed('linux', 'bpf'))('a run from its command to its report', () => {
  let bench: BenchProgram
  let outcome: Outcome
  /** Outcome of a second bench that is started while the first one measures. */
  let second: Outcome
  let before: Record<string, string>
  let after: Record<string, string>
  const stepSummary = join(folder, 'step-summary.md')

  beforeAll(async () => {
    before = await hostState()
    writeFileSync(stepSummary, 'What the step said before.\n')
    bench = await startBench(folder, ['ebpf'], { env: { GITHUB_STEP_SUMMARY: stepSummary } })
    await bench.until('trials have begun', () => bench.stored().journal.some(({ kind }) => kind === 'trial'))
    second = await hopbench(tinyBench(folder, ['kube-proxy-iptables'], join(folder, 'second')))
    outcome = await bench.outcome
    after = await hostState()
  })
  afterAll(() => bench[Symbol.asyncDispose]())

  test('it ends well, or says that this machine was too busy to tell', () => {
    expect(outcome.stderr).not.toContain('failed')
    expect([0, 11]).toContain(outcome.exitCode)
    const { run: stored, notices } = bench.stored()
    expect(stored).toMatchObject({ status: 'complete', statusReason: null })
    expect(notices).toEqual([])
  })

  test('every planned trial has a record whose ledger adds up, and its raw samples', () => {
    const { run: stored, journal } = bench.stored()
    const trials = journal.filter((record) => record.kind === 'trial')
    const planned = stored.order.flatMap((order, round) => order.map((arm) => `${round} ${arm}`))
    expect(trials.map(({ round, arm }) => `${round} ${arm}`).toSorted()).toEqual(planned.toSorted())
    for (const trial of trials) {
      if (trial.status === 'failed') throw new Error(trial.error.what)
      const { offered, completed, failed, timedOut, notSent } = trial.ledger
      expect(completed + failed + timedOut + notSent).toBe(offered)
      const { rawFile } = trial.latency!
      const bytesOfAPage = 5 * Float64Array.BYTES_PER_ELEMENT // due, released, written, done, number
      expect(statSync(join(bench.runDir, rawFile)).size % bytesOfAPage).toBe(0)
    }
    const ofTrials = readdirSync(join(bench.runDir, 'raw')).filter((file) => !file.includes('price-of-clock'))
    expect(ofTrials).toHaveLength(trials.length)
  })

  test('the price of the hop clock is measured once under each arm', () => {
    const prices = bench.stored().journal.filter((record) => record.kind === 'clock-price')
    expect(prices.map(({ arm }) => arm).toSorted()).toEqual(['direct', 'direct-again', 'ebpf'])
    for (const { reading } of prices) {
      if ('notMeasured' in reading) throw new Error(reading.notMeasured)
      // A page of one hop goes out and comes in at two sockets, each way.
      expect(reading.programs.hop_egress.runs).toBeGreaterThanOrEqual(2 * reading.pages)
      expect(reading.programs.hop_ingress.ns).toBeGreaterThan(0)
    }
  })

  test('proofs before and after the rounds, rendered configurations and logs are kept with the results', () => {
    const { evidence } = bench.stored()
    expect(evidence.filter(({ holds }) => !holds)).toEqual([])
    for (const arm of ['direct', 'direct-again', 'ebpf']) {
      for (const when of ['before', 'after'] as const)
        for (const bringUp of [0, 1])
          expect(
            evidence.some((proof) => proof.arm === arm && proof.when === when && proof.bringUp === bringUp),
          ).toBe(true)
      expect(readFileSync(join(bench.runDir, 'configs', arm, 'dnsmasq.conf'), 'utf8')).toContain(
        'orders.shop',
      )
      expect(existsSync(join(bench.runDir, 'logs', arm, 'orders.service.log'))).toBe(true)
    }
  })

  test('in a step of GitHub Actions, the summary of the step ends with the report', () => {
    expect(readFileSync(stepSummary, 'utf8')).toBe(
      `What the step said before.\n${readFileSync(join(bench.reportDir, 'report.md'), 'utf8')}`,
    )
  })

  test('the report is built again from the results, byte for byte', async () => {
    const copy = join(folder, 'copy')
    cpSync(bench.runDir, join(copy, 'results', bench.runId), { recursive: true })
    expect(await hopbench(['report', bench.runId, '--out', copy])).toMatchObject({ exitCode: 0, stderr: '' })
    const names = readdirSync(bench.reportDir)
    expect(names.toSorted()).toEqual([
      'for-architects.html',
      'for-architects.md',
      'index.html',
      'report.md',
      'summary.json',
    ])
    for (const name of names)
      expect(readFileSync(join(copy, 'reports', bench.runId, name))).toEqual(
        readFileSync(join(bench.reportDir, name)),
      )
  })

  test('a second run at the same time is refused, leaves nothing, and does the first no harm', () => {
    expect(second).toMatchObject({ exitCode: 12, stdout: '' })
    expect(second.stderr).toContain(
      `another run is under way on this machine: ${bench.runId}\n  → wait for its end`,
    )
    expect(existsSync(join(folder, 'second'))).toBe(false)
    expect(outcome.exitCode).not.toBe(12)
  })

  test('nothing of it is left on the machine', () => {
    expect(tracesOf(bench.runId)).toEqual([])
  })

  test("the host's own firewall, routes, links, settings, mounts and namespaces are as they were", () => {
    expect(after).toEqual(before)
  })
})

describe.skipIf(await requireNeed('linux'))('what a run is refused for, before anything is started', () => {
  const refused = async (args: string[], pattern: RegExp, exitCode = 2) => {
    const outcome = await hopbench(args)
    expect(outcome.stderr).toMatch(pattern)
    expect(outcome).toMatchObject({ exitCode, stdout: '' })
  }

  test('an out folder that cannot be written', async () => {
    const readOnly = join(folder, 'read-only')
    mkdirSync(readOnly)
    await run('mount', ['-t', 'tmpfs', '-o', 'ro', 'none', readOnly])
    try {
      await refused(
        tinyBench(folder, ['ebpf'], readOnly),
        /^the results cannot be written to .*\/read-only\/results\/.*\n {2}→ choose a folder you may write to with --out.*; nothing has been started\n$/,
      )
    } finally {
      await tryRun('umount', [readOnly])
    }
  })

  test.each([
    ['an unknown datapath', 'arms: [ebpf]', 'arms: [ebp]', /unknown datapath ebp;.*did you mean "ebpf"/],
    ['a rate of 0', 'pagesPerSecond: 100', 'pagesPerSecond: 0', /:\d+:\d+ .*pagesPerSecond/],
    [
      'a cycle',
      'stock: { namespace: back }',
      'stock: { namespace: back, steps: [{ call: orders.shop }] }',
      /:\d+:\d+ .*orders.*stock.*orders/,
    ],
    [
      'a call of a service that is not there',
      'call: stock.back',
      'call: stok.back',
      /:\d+:\d+ .*stok\.back.*stock/,
    ],
  ])('%s', async (_, written, wrong, pattern) => {
    const args = tinyBench(folder, ['ebpf'])
    const file = args[2]!
    writeFileSync(file, readFileSync(file, 'utf8').replace(written, wrong))
    await refused(args, pattern)
  })
})
