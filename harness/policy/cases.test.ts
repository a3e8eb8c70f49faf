/**
 * A collection of policy semantics with their right verdicts: Kubernetes' e2e suite for NetworkPolicy, Cilium's documentation and
 * validation, Istio's documentation and integration tests. Each case has a number.
 */
import { describe, expect, test } from 'vitest'
import { refusalOf } from '../testing/refusal.ts'
import type { Outcome } from './attempt.ts'
import { compile } from './compile.ts'
import { judgeByIdentity } from './evaluate/by-identity.ts'
import { judgeBySidecar } from './evaluate/by-sidecar.ts'
import { judgeCompiled, type Attempt as CompiledAttempt, type Party } from './judge-compiled.ts'
import { identityOf, type End } from './world.ts'
import { parsePolicies } from './read/parse-policies.ts'
import { attemptsOf, worldOfCases, type Case, type Seen } from './testing/case.ts'
import { AT_SIDECAR, BY_IDENTITY } from './testing/all-cases.ts'
import { NOT_JUDGED } from './testing/cases/not-judged.ts'
import { textOf } from './testing/on-the-wire.ts'

const SEEN: Record<Outcome, Seen> = {
  allowed: 'ALLOW',
  dropped: 'DENY',
  '403': '403',
  reset: 'RESET',
  'dns-refused': 'REFUSED',
}

const policiesOf = (one: Case) => parsePolicies('case.yaml', textOf(one))
const named = (cases: Case[]) => cases.map((one) => [`${one.number}: ${one.says}`, one] as const)

const isRefused = ({ refused }: Case): boolean => refused !== undefined

describe('by identity', () => {
  test.each(named(BY_IDENTITY.filter((one) => !isRefused(one))))('%s', (_, one) => {
    const { network } = policiesOf(one)
    const world = one.world ?? worldOfCases()
    for (const probe of one.probes!)
      for (const attempt of attemptsOf(probe)) {
        const { outcome } = judgeByIdentity(world, network, attempt, { enforcesRequests: true })
        expect({ attempt, seen: SEEN[outcome] }).toEqual({ attempt, seen: probe.seen })
      }
  })
})

describe('at a sidecar', () => {
  test.each(named(AT_SIDECAR))('%s', (_, one) => {
    const { authorization } = policiesOf(one)
    for (const probe of one.probes!)
      for (const attempt of attemptsOf(probe)) {
        const { outcome } = judgeBySidecar(one.world!, authorization, attempt)
        expect({ attempt, seen: SEEN[outcome] }).toEqual({ attempt, seen: probe.seen })
      }
  })
})

describe('is refused', () => {
  test.each(named(BY_IDENTITY.filter(isRefused)))('%s', (_, one) => {
    const refusal = refusalOf(() => policiesOf(one))
    expect(refusal).toMatch(/^case\.yaml:1:\d+ {2}/)
    expect(refusal).toContain(one.refused)
    expect(refusal).toContain('docs/policies.md')
  })
})

/** Ends and ports that the cases tell apart. The node as a caller is left out: it always reaches its pods, without a rule. */
const CALLERS = ['x/a', 'x/b', 'x/c', 'y/a', 'y/b', 'z/c', '172.17.0.9', '172.17.1.9']
const CALLED = [...CALLERS, 'host'].flatMap((end) =>
  ['79', '80', '81', '8080', '53/UDP', '80/UDP'].map((port) => `${end}:${port}`),
)

describe('compiled, every verdict is the same, and not only those that the case is about', () => {
  test.each(named(BY_IDENTITY.filter((one) => !isRefused(one))))('%s', (_, one) => {
    const { network } = policiesOf(one)
    const world = one.world ?? worldOfCases()
    const compiled = compile(network, world)
    const partyOf = (end: End): Party => {
      const identity = identityOf(world, end)
      if (identity.kind === 'pod') return { kind: 'pod', pod: identity.name }
      return identity.kind === 'host' ? identity : { kind: 'world', address: identity.address }
    }
    const attempts = attemptsOf({ from: CALLERS, to: CALLED, seen: 'ALLOW' })
    const differing = attempts.filter((attempt) => {
      const { from, to, protocol, port } = attempt
      const asked = { from: partyOf(from), to: partyOf(to), protocol, port } as CompiledAttempt
      const { outcome } = judgeByIdentity(world, network, attempt, { enforcesRequests: false })
      return (judgeCompiled(compiled, asked).refusedBy === null) !== (outcome === 'allowed')
    })
    expect(attempts).toHaveLength(CALLERS.length * CALLED.length)
    expect(differing).toEqual([])
  })
})

/** Every number of the collection. */
const NUMBERS = `
  NP-01 NP-02 NP-03 NP-04 NP-05 NP-06 NP-07 NP-08 NP-09 NP-10 NP-11 NP-12 NP-14 NP-16 NP-19 NP-20 NP-21 NP-23 NP-24 NP-25 NP-28
  NP-29 NP-33 NP-34 NP-35 NP-37 NP-40 NP-41 NP-42 NP-43 NP-44 NP-45 NP-47 NP-49
  D-02 D-03 D-05 D-08 D-09 D-10 D-12 D-14
  C-01 C-02 C-05 C-06 C-07 C-08 C-09 C-10 C-11 C-12 C-13 C-14 C-15 C-16 C-17 C-18 C-20 C-21
  H-01 H-03 H-04 H-05 H-07 H-08 H-10 H-12 H-13
  A-01 A-02 A-03 A-06 A-07 A-09 A-11 A-13 A-14 A-16 A-17 A-18 A-19 A-20 A-22 A-23 A-24 A-25 A-27 A-29 A-30 A-31 A-32 A-35 A-36
  A-37 A-38`
  .trim()
  .split(/\s+/)

test('every case of the collection is either judged or not judged for a reason, and none is both', () => {
  const judged = [...new Set([...BY_IDENTITY, ...AT_SIDECAR].map(({ number }) => number))]
  const notJudged = NOT_JUDGED.map(({ number }) => number)
  expect([...judged, ...notJudged].toSorted()).toEqual(NUMBERS.toSorted())
})

test.each(NOT_JUDGED.filter(({ policy }) => policy !== undefined).map((one) => [one.number, one] as const))(
  'the policy of case %s, which is not judged, is refused and not misjudged',
  (_, { policy, refused }) => {
    expect(refusalOf(() => parsePolicies('case.yaml', JSON.stringify(policy)))).toContain(refused)
  },
)
