import { expect, test } from 'vitest'
import type { RunFlags } from '../cli.ts'
import { resolveRun } from './resolve-run.ts'

const flags = (changes: Partial<RunFlags> = {}): RunFlags => ({
  provider: 'netns',
  quick: false,
  out: '/tmp/x',
  json: false,
  ...changes,
})

test('without flags it is the chain of three, with every shipped arm', () => {
  const { scenario, resultsDir, reportsDir } = resolveRun(flags())
  expect(scenario.name).toBe('chain-3')
  expect(scenario.arms.map(({ name }) => name)).toEqual([
    'direct',
    'direct-again',
    'kube-proxy-iptables',
    'ebpf',
    'sidecar',
    'sidecar-mtls',
  ])
  expect([resultsDir, reportsDir]).toEqual(['/tmp/x/results', '/tmp/x/reports'])
})

test('datapaths, rounds and quick change the scenario; what was asked for wins over quick', () => {
  const { scenario } = resolveRun(flags({ quick: true, datapaths: ['sidecar-mtls'], rounds: 6 }))
  expect(scenario.arms.map(({ name }) => name)).toEqual(['direct', 'direct-again', 'sidecar-mtls'])
  expect(scenario.rounds).toBe(6)
})

test('each run has a seed of its own unless it repeats another', () => {
  expect(resolveRun(flags()).seed).not.toBe(resolveRun(flags()).seed)
  expect(resolveRun(flags({ seed: 'abc' })).seed).toBe('abc')
})

test.each([
  [{ datapaths: ['sidcar'] }, 'there is no datapath called sidcar; did you mean "sidecar"?'],
  [{ provider: 'netsn' }, 'there is no provider called netsn; did you mean "netns"?'],
  [{ scenario: 'chain3' }, 'there is no scenario called chain3; did you mean "chain-3"?'],
])('%j is refused', (changes, message) => {
  expect(() => resolveRun(flags(changes))).toThrow(message)
})
