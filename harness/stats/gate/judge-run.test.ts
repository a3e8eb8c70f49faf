import { expect, test } from 'vitest'
import { gateMarkdown, gateText } from '../../report/gate/gate-text.ts'
import type { Evidence } from '../../results/record.ts'
import type { SyntheticArm } from '../testing/synthetic-arms.ts'
import { syntheticRun } from '../testing/synthetic-run.ts'
import type { Gate, GateRow } from './gate.ts'
import { judgeRun, type JudgedRun } from './judge-run.ts'

const LIMITS = { share: 0.1, hasFloors: true }
const VERSION = { ref: 'main', commit: '1a2b3c4d5e6f708192a3', isCheckout: false, isModified: false }

/** A run of a gate whose head costs so much. */
function gateRun(head: Partial<SyntheticArm> = {}, seed = 'gate'): JudgedRun {
  const { run, journal, evidence } = syntheticRun({
    ...{ seed, rounds: 20, roundsPerBringUp: 1, hopClock: true, trialNoise: 0.03, bringUpNoise: 0.02 },
    capacityRounds: 0,
    arms: [
      { name: 'direct', role: 'baseline' },
      { name: 'direct-again', role: 'twin', datapath: 'direct' },
      { name: 'ebpf-base', datapath: 'ebpf', transportUs: 14 },
      { name: 'ebpf-head', datapath: 'ebpf', transportUs: 14, against: 'ebpf-base', ...head },
    ],
  })
  const arms = run.arms.map((arm) =>
    /-(base|head)$/.test(arm.name)
      ? { ...arm, side: arm.name.endsWith('head') ? ('head' as const) : ('base' as const) }
      : arm,
  )
  return {
    run: {
      ...run,
      arms,
      versions: { base: VERSION, head: { ...VERSION, isCheckout: true, isModified: true }, limits: LIMITS },
    },
    journal,
    evidence,
  }
}

const rowOf = ({ rows }: Gate, what: GateRow['what']): GateRow => rows.find((row) => row.what === what)!

test('two sides that are alike pass, with every robust metric measured', () => {
  const gate = judgeRun(gateRun(), LIMITS)
  expect(gate.rows.map(({ what }) => what)).toEqual([
    ...['errors', 'proofs', 'cpu', 'switches', 'bytes', 'transport', 'p50', 'p90'],
  ])
  expect(gate.verdict).toBe('fine')
  expect(gate.isInterleaved).toBe(true)
})

test('more transport is found, and only transport', () => {
  const gate = judgeRun(gateRun({ transportUs: 16.5 }), LIMITS)
  expect(gate.verdict).toBe('regression')
  expect(gate.rows.filter(({ judgement }) => judgement === 'regression').map(({ what }) => what)).toEqual([
    'transport',
  ])
})

test('more CPU is found', () => {
  const gate = judgeRun(gateRun({ appCpuUs: 700 }), LIMITS)
  expect(rowOf(gate, 'cpu').judgement).toBe('regression')
  expect(gate.verdict).toBe('regression')
})

test('a proof that broke at head is a regression; one that broke at base leaves the gate without an answer', () => {
  const broken = (arm: string): JudgedRun => {
    const stored = gateRun()
    const [proof] = stored.evidence.filter((one) => one.arm === arm) as [Evidence]
    return { ...stored, evidence: [...stored.evidence, { ...proof, holds: false }] }
  }
  expect(judgeRun(broken('ebpf-head'), LIMITS).verdict).toBe('regression')
  const atBase = judgeRun(broken('ebpf-base'), LIMITS)
  expect(atBase.verdict).toBe('could not tell')
  expect(rowOf(atBase, 'proofs').why).toEqual({ kind: 'base broken' })
})

test('a head that never comes up is a regression, and a base that never does is no baseline', () => {
  const without = (arm: string): JudgedRun => {
    const stored = gateRun()
    return {
      ...stored,
      journal: stored.journal
        .filter((record) => !('arm' in record) || record.arm !== arm)
        .map((record) =>
          record.kind === 'bring-up'
            ? { ...record, failedArms: [{ arm, problem: { what: 'it does not start', advice: null } }] }
            : record,
        ),
    }
  }
  expect(judgeRun(without('ebpf-head'), LIMITS).verdict).toBe('regression')
  expect(judgeRun(without('ebpf-base'), LIMITS).verdict).toBe('no baseline')
})

test('what neither side can measure does not keep the gate from its answer', () => {
  const bytes = rowOf(judgeRun(gateRun(), LIMITS), 'bytes')
  expect(bytes).toMatchObject({ base: null, why: { kind: 'not measured' } })
  expect(bytes.decides).toBe(false)
})

test('terminal and Markdown say who was compared, with what result, and let no name through as markup', () => {
  const stored = gateRun({ transportUs: 16.5 })
  const { versions } = stored.run
  const named = {
    ...stored,
    run: { ...stored.run, versions: { ...versions!, base: { ...VERSION, ref: '<b>|x' } } },
  }
  const gate = judgeRun(named, LIMITS)
  const [text, markdown] = [gateText(gate), gateMarkdown(gate)]
  for (const shown of [text, markdown]) {
    expect(shown).toContain('working copy of 1a2b3c4d5e, with changes')
    expect(shown).toContain('Regression (ebpf: transport).')
    expect(shown).toContain('Interleaved')
  }
  expect(markdown).not.toContain('<b>')
})

test('a run that was interrupted before its first round shows nothing but that', () => {
  const { run, journal, evidence } = gateRun()
  const gate = judgeRun(
    {
      run: { ...run, status: 'interrupted' },
      journal: journal.filter(({ kind }) => kind !== 'trial'),
      evidence,
    },
    LIMITS,
  )
  expect(gate).toMatchObject({ rows: [], verdict: 'could not tell' })
  for (const shown of [gateText(gate), gateMarkdown(gate)]) {
    expect(shown).toContain('Could not tell. The run was interrupted, so it is not complete.')
    expect(shown).not.toMatch(/lost|baseline/)
  }
})

test('an interrupted run is never fine, however many rounds it has', () => {
  const stored = gateRun()
  const gate = judgeRun({ ...stored, run: { ...stored.run, status: 'interrupted' } }, LIMITS)
  expect(gate.verdict).toBe('could not tell')
  expect(gate.rows.length).toBeGreaterThan(0)
})
