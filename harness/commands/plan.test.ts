import { expect, test } from 'vitest'
import { clock, describePlan, planOf } from './plan.ts'
import { resolveRun } from './resolve-run.ts'
import { kind } from './testing/cluster-providers.ts'

const flags = {
  provider: 'netns',
  quick: false,
  out: import.meta.dirname,
  json: false,
  seed: 'abc',
  providerFlags: {},
  folder: '/home/user',
}
const options = resolveRun(flags)

test('a plan says what, how often and how long', () => {
  const text = describePlan(options, planOf(options))
  expect(text).toContain('3 services; a page is 3 calls, 3 hops on its longest path')
  expect(text).toContain(
    'direct, direct-again, kube-proxy-iptables, ebpf, sidecar, sidecar-mtls, planted-effects (netns, 5 pods each)',
  )
  expect(text).toMatch(/light: 200 pages\/s, keep-alive/)
  expect(text).toContain("busy: auto (40 % of the slowest arm's capacity) pages/s, keep-alive")
  expect(text).toMatch(/rounds {5}20, .* seed abc/)
  expect(text).toMatch(/total +\d+:\d\d/)
})

test('a seed of five thousand letters is cut on the screen, and whole in the plan', () => {
  const long = resolveRun({ ...flags, seed: 's'.repeat(5000) })
  expect(describePlan(long, planOf(long))).toMatch(/seed s{80}… \(5,000 characters\)$/m)
  expect(long.seed).toHaveLength(5000)
})

test('a quick plan names the arms that it does without, and what brings them back', () => {
  const quick = resolveRun({ ...flags, quick: true })
  expect(describePlan(quick, planOf(quick))).toContain(
    'left out   sidecar: by --quick, unless --datapaths names them',
  )
})

test.each([
  ['a quick plan', { quick: true }, '--quick measures no capacity, of which its rate would be a share'],
  ['a plan on kind', { provider: 'kind' }, 'it would take minutes more with this provider'],
])('%s has the light rate alone, and says why', (_, change, why) => {
  const one = resolveRun({ ...flags, ...change })
  expect(one.scenario.loads.map(({ name }) => name)).toEqual(['light'])
  expect(describePlan(one, planOf(one))).toContain(`left out   load busy: ${why}`)
})

test('a plan names the attempts of its scenario, and other plans have no such line', () => {
  const strangers = resolveRun({ ...flags, scenario: 'strangers' })
  expect(describePlan(strangers, planOf(strangers))).toMatch(
    /^ {2}attempts {3}neighbour-scan, .*, no-such-name; 2 strangers; after the last proof of each arm$/m,
  )
  const chain = resolveRun(flags)
  expect(describePlan(chain, planOf(chain))).not.toContain('attempts')
})

test('a plan on clusters says which they are, and where the client is when it is away', () => {
  const there = resolveRun({ ...flags, provider: 'kind' }, [kind])
  const text = describePlan(
    { ...there, scenario: { ...there.scenario, clientPlacement: 'away' } },
    planOf(there),
  )
  expect(text).toContain('clusters   7 of the pinned')
  expect(text).toContain("client     on a node of its own, away from the services'")
})

test.each([
  [0, ' 0:00'],
  [65.4, ' 1:05'],
  [599.6, '10:00'],
])('%f seconds are shown as %s', (seconds, text) => {
  expect(clock(seconds)).toBe(text)
})
