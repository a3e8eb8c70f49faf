import { expect, test } from 'vitest'
import { planRun } from '../plan/plan-run.ts'
import { clock, describePlan } from './plan.ts'
import { resolveRun } from './resolve-run.ts'

const options = resolveRun({ provider: 'netns', quick: false, out: '/tmp/x', json: false, seed: 'abc' })

test('a plan says what, how often and how long', () => {
  const text = describePlan(options, planRun(options.scenario, options.seed, false))
  expect(text).toContain('3 services; a page is 3 calls, 3 hops on its longest path')
  expect(text).toContain(
    'direct, direct-again, kube-proxy-iptables, ebpf, sidecar, sidecar-mtls (netns, 5 pods each)',
  )
  expect(text).toMatch(/200 pages\/s, keep-alive/)
  expect(text).toMatch(/rounds {5}12, .* seed abc/)
  expect(text).toMatch(/total +\d+:\d\d/)
})

test.each([
  [0, ' 0:00'],
  [65.4, ' 1:05'],
  [599.6, '10:00'],
])('%f seconds are shown as %s', (seconds, text) => {
  expect(clock(seconds)).toBe(text)
})
