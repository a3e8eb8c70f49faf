/** Which capabilities a run exercised: by the kinds of its proofs, of today and of older records. */
import { expect, test } from 'vitest'
import type { Capability, Evidence } from '../results/record.ts'
import { capabilityFacts } from './exercised.ts'
import { syntheticRun } from './testing/synthetic-run.ts'

const { run, evidence } = syntheticRun({ seed: 'exercised', rounds: 6, policy: true })
const factOf = (arm: string, capability: keyof Capability, proofs: Evidence[] = evidence) =>
  capabilityFacts(run, proofs).find((fact) => fact.arm === arm && fact.capability === capability)!

test('what the datapath cannot give has no evidence, whatever was proved', () => {
  const wire = { ...evidence.find(({ kind }) => kind === 'wire')!, arm: 'ebpf' }
  expect(factOf('ebpf', 'encrypts', [wire])).toEqual({
    arm: 'ebpf',
    capability: 'encrypts',
    could: false,
    exercised: null,
  })
})

test('a capability whose proofs held is exercised, with their number and sources', () => {
  expect(factOf('sidecar-mtls', 'encrypts').exercised).toEqual({ proofs: 1, sources: ['tcpdump'] })
  expect(factOf('sidecar-mtls', 'authenticatesPeer').exercised).toMatchObject({ proofs: 1 })
  expect(factOf('sidecar-mtls', 'parsesL7').exercised).toMatchObject({
    sources: ['service counters (synthetic)'],
  })
  expect(factOf('ebpf', 'emitsFlows').exercised).toEqual({ proofs: 1, sources: ['flows/ebpf.jsonl'] })
  expect(factOf('ebpf', 'enforcesL4Policy').exercised).toMatchObject({ proofs: 1 })
})

test('one proof that did not hold takes the credit away', () => {
  const broken = evidence.map((proof) => (proof.kind === 'wire' ? { ...proof, holds: false } : proof))
  expect(factOf('sidecar-mtls', 'encrypts', broken).exercised).toEqual({
    notExercised: 'a proof did not hold',
  })
})

test('without a policy in the scenario nobody has enforced one; a policy that names callers has no rule about HTTP', () => {
  const without = evidence.filter(({ kind }) => kind !== 'policy')
  expect(factOf('ebpf', 'enforcesL4Policy', without).exercised).toEqual({ notExercised: 'no policy' })
  expect(factOf('sidecar-mtls', 'enforcesL7Policy').exercised).toEqual({ notExercised: 'no rule about HTTP' })
})

test('a counter that stood still shows no metrics, nor does one that is not about traffic', () => {
  const counters = evidence.filter(({ kind }) => kind === 'counter')
  const still = counters.map((proof) => ({ ...proof, observed: { count: 0 } }))
  const ofTheArm = counters.map((proof) => ({ ...proof, subject: {} }))
  for (const proofs of [still, ofTheArm])
    expect(factOf('sidecar', 'emitsMetrics', proofs).exercised).toEqual({ notExercised: 'no proof' })
})

test('in older records identities and policies were refusals, which their subjects tell apart', () => {
  const [proof] = evidence.filter(({ kind }) => kind === 'policy')
  const older = (arm: string, subject: Evidence['subject']): Evidence => ({
    ...proof!,
    arm,
    kind: 'refusal',
    subject,
  })
  expect(factOf('sidecar-mtls', 'authenticatesPeer', [older('sidecar-mtls', {})]).exercised).toMatchObject({
    proofs: 1,
  })
  const stranger = older('sidecar-mtls', { from: 'stranger', to: 'front' })
  expect(factOf('sidecar-mtls', 'authenticatesPeer', [stranger]).exercised).toMatchObject({ proofs: 1 })
  expect(factOf('sidecar-mtls', 'enforcesL4Policy', [stranger]).exercised).toEqual({
    notExercised: 'no policy',
  })
  const policy = older('ebpf', { from: 'back', to: 'front' })
  expect(factOf('ebpf', 'enforcesL4Policy', [policy]).exercised).toMatchObject({ proofs: 1 })
  // A port that no service has is refused by every datapath.
  const port = older('sidecar-mtls', { pod: 'front' })
  expect(factOf('sidecar-mtls', 'authenticatesPeer', [port]).exercised).toEqual({ notExercised: 'no proof' })
})
