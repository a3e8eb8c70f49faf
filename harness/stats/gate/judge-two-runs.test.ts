import { describe, expect, test } from 'vitest'
import { gateMarkdown, gateText } from '../../report/gate/gate-text.ts'
import type { JournalRecord } from '../../results/record.ts'
import type { SyntheticArm } from '../testing/synthetic-arms.ts'
import { syntheticRun } from '../testing/synthetic-run.ts'
import type { Gate } from './gate.ts'
import type { JudgedRun } from './judge-run.ts'
import { judgeTwoRuns } from './judge-two-runs.ts'

const LIMITS = { share: 0.1, hasFloors: true }

/** A stored run as `bench` makes it. */
function benchRun(seed: string, ebpf: Partial<SyntheticArm> = {}): JudgedRun {
  return syntheticRun({
    ...{ seed, rounds: 20, roundsPerBringUp: 1, hopClock: true, trialNoise: 0.02 },
    loads: [
      { name: 'light', connection: 'keep-alive' },
      { name: 'busy', connection: 'keep-alive', pagesPerSecond: 300 },
    ],
    arms: [
      { name: 'direct', role: 'baseline' },
      { name: 'direct-again', role: 'twin', datapath: 'direct' },
      { name: 'ebpf', transportUs: 14, ...ebpf },
      { name: 'sidecar', transportUs: 90 },
    ],
  })
}

test('two runs of one host are judged, and marked as not interleaved', () => {
  const same = judgeTwoRuns(benchRun('one'), benchRun('two'), LIMITS)
  expect(same).toMatchObject({ isInterleaved: false, verdict: 'fine' })
  expect(gateText(same)).toContain('Not interleaved')
  const slower = judgeTwoRuns(benchRun('one'), benchRun('two', { transportUs: 17 }), LIMITS)
  expect(slower.verdict).toBe('regression')
})

test('two runs of other machines, or at other rates, are never fine', () => {
  const [one, two] = [benchRun('one'), benchRun('two')]
  const elsewhere = { ...two, run: { ...two.run, host: { ...two.run.host, cpuModel: 'another' } } }
  const faster = {
    ...two,
    run: { ...two.run, loads: two.run.loads.map((load) => ({ ...load, pagesPerSecond: 999 })) },
  }
  for (const other of [elsewhere, faster]) {
    const gate = judgeTwoRuns(one, other, LIMITS)
    expect(gate.verdict).toBe('not comparable')
    expect(gate.obstacles.length).toBeGreaterThan(0)
  }
})

describe('two runs that are alike, but for', () => {
  const [one, two] = [benchRun('one'), benchRun('two')]
  const proofsOf = ({ rows }: Gate, datapath: string) =>
    rows.find((row) => row.what === 'proofs' && row.datapath === datapath)!
  const keeping = (stored: JudgedRun, keep: (record: JournalRecord) => boolean): JudgedRun => ({
    ...stored,
    journal: stored.journal.filter(keep),
  })
  const withoutProofs = (stored: JudgedRun, from = 0): JudgedRun => ({
    ...stored,
    evidence: stored.evidence.filter(({ arm, bringUp }) => arm !== 'ebpf' || bringUp < from),
  })

  test('proofs that head has not recorded could not be told, for the arm that lacks them', () => {
    const gate = judgeTwoRuns(one, withoutProofs(two, 15), LIMITS)
    expect(gate.verdict).toBe('could not tell')
    expect(proofsOf(gate, 'ebpf')).toMatchObject({
      ...{ base: 0, head: 0, of: { base: 20, head: 15 }, judgement: 'could not tell' },
      why: { kind: 'proofs lost', bringUps: { base: 0, head: 5 } },
    })
    expect(proofsOf(gate, 'sidecar').judgement).toBe('fine')
    expect(gateText(gate)).toContain('bring-ups without recorded proofs: 0 of base, 5 of head')
    expect(gateText(gate)).not.toContain('quieter machine')
  })

  test('proofs that base, or neither, has recorded could not be told', () => {
    for (const head of [two, withoutProofs(two)])
      expect(judgeTwoRuns(withoutProofs(one), head, LIMITS).verdict).toBe('could not tell')
  })

  test('a proof that broke at head is a regression, whatever other proofs are lost there', () => {
    const [proof] = two.evidence.filter(({ arm }) => arm === 'ebpf')
    const head = withoutProofs(two, 15)
    const broken = { ...head, evidence: [...head.evidence, { ...proof!, holds: false }] }
    expect(judgeTwoRuns(one, broken, LIMITS).verdict).toBe('regression')
  })

  test.each(['running', 'interrupted', 'failed'] as const)(
    'a side that is %s could not be told, and the side is named',
    (status) => {
      const cut = (stored: JudgedRun): JudgedRun => ({ ...stored, run: { ...stored.run, status } })
      const atHead = judgeTwoRuns(one, cut(two), LIMITS)
      expect(atHead.verdict).toBe('could not tell')
      expect(gateText(atHead)).toMatch(/Could not tell\. The run of head [^\n]+ so it is not complete\./)
      const atBase = judgeTwoRuns(cut(one), two, LIMITS)
      expect(atBase.verdict).toBe('could not tell')
      expect(gateMarkdown(atBase)).toContain('The run of base')
      const slower = cut(benchRun('two', { transportUs: 17 }))
      expect(judgeTwoRuns(one, slower, LIMITS).verdict).toBe('regression')
    },
  )

  test.each([
    // Only the baseline and its twin are in the plan of every run.
    { what: 'arm sidecar', isPlanned: false },
    { what: 'arm direct', isPlanned: true },
    { what: 'arm direct-again', isPlanned: true },
  ])('$what, which only one has measured: head lacks it, or has it in addition', ({ what, isPlanned }) => {
    const without = ({ run, ...stored }: JudgedRun): JudgedRun => ({
      ...keeping({ ...stored, run }, (record) => record.kind !== 'trial' || `arm ${record.arm}` !== what),
      run: { ...run, arms: run.arms.filter(({ name }) => isPlanned || `arm ${name}` !== what) },
    })
    const lacks = judgeTwoRuns(one, without(two), LIMITS)
    expect(lacks).toMatchObject({ verdict: 'could not tell', gaps: [{ kind: 'missing from head', what }] })
    expect(gateText(lacks)).toContain(`Base has measured ${what}, and head has not.`)
    const more = judgeTwoRuns(without(one), two, LIMITS)
    expect(more).toMatchObject({ verdict: 'fine', gaps: [] })
    expect(gateText(more)).toContain(`left out, ${what}: not measured and measured`)
  })

  test('a load that head did not measure could not be told; one that base did not measure is said', () => {
    const without = ({ run, ...stored }: JudgedRun): JudgedRun =>
      keeping(
        { ...stored, run: { ...run, loads: run.loads.filter(({ name }) => name !== 'busy') } },
        (record) => !('load' in record) || record.load !== 'busy',
      )
    const lacks = judgeTwoRuns(one, without(two), LIMITS)
    expect(lacks).toMatchObject({
      verdict: 'could not tell',
      gaps: [{ kind: 'missing from head', what: 'load busy' }],
    })
    const more = judgeTwoRuns(without(one), two, LIMITS)
    expect(more).toMatchObject({ verdict: 'fine', leftOut: [{ what: 'load busy' }] })
  })

  test('a cut record says so where the judgement is kept', () => {
    const notices = ['journal.jsonl:9 was cut off']
    const gate = judgeTwoRuns(one, { ...two, notices }, LIMITS)
    expect(gate.notices).toEqual(notices)
    expect(gateMarkdown(gate)).toMatch(/^- journal\\?\.jsonl:9 was cut off$/m)
  })
})
