import { expect, test } from 'vitest'
import type { CompiledPolicy, DirectionRules, PeerRule } from './compiled.ts'
import { judgeCompiled, type Party } from './judge-compiled.ts'

const NAME = { kind: 'NetworkPolicy', namespace: 'default', name: 'p' }
const rule = (change: Partial<PeerRule> = {}): PeerRule => ({
  verdict: 'allow',
  peer: { kind: 'any' },
  protocol: 'any',
  ports: null,
  policy: NAME,
  ...change,
})
const A: Party = { kind: 'pod', pod: 'a' }
const B: Party = { kind: 'pod', pod: 'b' }
const under = (
  pods: Record<string, { ingress?: DirectionRules; egress?: DirectionRules }>,
): CompiledPolicy => ({
  pods: Object.fromEntries(
    Object.entries(pods).map(([pod, { ingress = null, egress = null }]) => [pod, { ingress, egress }]),
  ),
})
const judged = (policy: CompiledPolicy, from: Party = A, to: Party = B, port = 80) =>
  judgeCompiled(policy, { from, to, protocol: 'TCP', port })

test('without a policy everything passes, and nothing is selected', () => {
  expect(judged(under({}))).toEqual({ refusedBy: null, selected: [], by: {} })
})

test('both directions must allow, and the egress of the source is asked first', () => {
  const none = { rules: [] }
  expect(judged(under({ a: { egress: none }, b: { ingress: none } })).refusedBy).toBe('egress-default')
  expect(judged(under({ a: { egress: { rules: [rule()] } }, b: { ingress: none } }))).toEqual({
    refusedBy: 'ingress-default',
    selected: ['egress', 'ingress'],
    by: { egress: NAME },
  })
})

test('a denial wins wherever it stands', () => {
  const deny = rule({ verdict: 'deny', ports: { from: 80, to: 90 } })
  for (const rules of [
    [deny, rule()],
    [rule(), deny],
  ]) {
    expect(judged(under({ b: { ingress: { rules } } })).refusedBy).toBe('ingress-denied')
    expect(judged(under({ b: { ingress: { rules } } }), A, B, 91).refusedBy).toBeNull()
  }
})

test('what a CIDR leaves out is no denial: another rule may allow it', () => {
  const world = (address: string): Party => ({ kind: 'world', address })
  const left = rule({ peer: { kind: 'cidr', cidr: '172.17.0.0/16', except: ['172.17.1.0/24'] } })
  const one = rule({ peer: { kind: 'cidr', cidr: '172.17.1.9/32', except: [] } })
  const of = (rules: PeerRule[], address: string) =>
    judged(under({ b: { ingress: { rules } } }), world(address)).refusedBy
  expect(of([left], '172.17.0.9')).toBeNull()
  expect(of([left], '172.17.1.9')).toBe('ingress-default')
  expect(of([left, one], '172.17.1.9')).toBeNull()
})

test('the node may reach its pods, a pod itself, and no pod is part of a CIDR', () => {
  const closed = under({ b: { ingress: { rules: [] }, egress: { rules: [] } } })
  expect(judged(closed, { kind: 'host' }).refusedBy).toBeNull()
  expect(judged(closed, B, B).refusedBy).toBeNull()
  const everywhere = rule({ peer: { kind: 'cidr', cidr: '0.0.0.0/0', except: [] } })
  expect(judged(under({ b: { ingress: { rules: [everywhere] } } })).refusedBy).toBe('ingress-default')
})
