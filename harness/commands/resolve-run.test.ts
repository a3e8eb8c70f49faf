import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { RunFlags } from '../cli/run-flags.ts'
import { writeKubeconfig } from '../providers/kubernetes/api/testing/kubeconfig.ts'
import { netns } from '../providers/netns/index.ts'
import { findScenario } from '../scenario/find-scenario.ts'
import { resolveRun } from './resolve-run.ts'
import { kind, kubeconfig } from './testing/cluster-providers.ts'
import { refusalOf } from '../testing/refusal.ts'

/** Exists, and nothing is written there. */
const OUT = import.meta.dirname

const flags = (changes: Partial<RunFlags> = {}): RunFlags => ({
  provider: 'netns',
  quick: false,
  out: OUT,
  json: false,
  providerFlags: {},
  folder: '/home/user',
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
    'planted-effects',
  ])
  expect([resultsDir, reportsDir]).toEqual([join(OUT, 'results'), join(OUT, 'reports')])
})

test('datapaths, rounds and quick change the scenario; what was asked for wins over quick', () => {
  const { scenario } = resolveRun(flags({ quick: true, datapaths: ['sidecar-mtls'], rounds: 6 }))
  expect(scenario.arms.map(({ name }) => name)).toEqual([
    ...['direct', 'direct-again', 'sidecar-mtls', 'planted-effects'],
  ])
  expect(scenario.rounds).toBe(6)
})

test('a quick run of a shipped scenario names the arms that it leaves out; a file of the user’s keeps what it names', () => {
  expect(resolveRun(flags({ quick: true })).leftOut).toEqual(['sidecar'])
  const mine = resolveRun(flags({ quick: true, scenario: findScenario('chain-3') }))
  expect(mine.leftOut).toEqual([])
  expect(mine.scenario.arms).toEqual(resolveRun(flags()).scenario.arms)
  expect(mine.scenario.capacity).toBe(false)
  expect(resolveRun(flags({ quick: true, datapaths: ['sidecar-mtls'] })).leftOut).toEqual([])
})

test('a file where the folder for results should be is refused', () => {
  expect(refusalOf(() => resolveRun(flags({ out: join(import.meta.filename, 'below') })))).toMatch(
    /^--out .*below: .*resolve-run\.test\.ts is not a folder\n {2}→ /,
  )
})

test('prices that are wrong are refused before anything is started; without the flag they are the shipped ones', () => {
  expect(resolveRun(flags()).prices).toMatchObject({ file: 'prices.yaml', currency: 'USD' })
  const folder = mkdtempSync(join(tmpdir(), 'hopbench-prices-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'mine.yaml')
  writeFileSync(file, 'currency: EUX\nperCoreHour: { price: 1, source: us, date: 2026-01-31 }\n')
  expect(refusalOf(() => resolveRun(flags({ prices: file })))).toMatch(
    /mine\.yaml.* {2}perGibHour {2}must be a mapping, but is missing/,
  )
})

test('each run has a seed of its own unless it repeats another', () => {
  expect(resolveRun(flags()).seed).not.toBe(resolveRun(flags()).seed)
  expect(resolveRun(flags({ seed: 'abc' })).seed).toBe('abc')
})

test.each([
  [
    { datapaths: ['sidcar'] },
    /--datapaths names the unknown datapath sidcar; known are direct, .*did you mean "sidecar"\?/,
  ],
  [{ provider: 'netsn' }, 'there is no provider called netsn; did you mean "netns"?'],
  [{ scenario: 'chain3' }, 'there is no scenario called chain3; did you mean "chain-3"?'],
  [
    { scenario: 'two-apis-one-db', datapaths: ['ebpf', 'gateway'] },
    'two-apis-one-db has a database, and gateway carries no queries: its listener takes HTTP only',
  ],
])('%j is refused', (changes, message) => {
  expect(() => resolveRun(flags(changes))).toThrow(message)
})

test.each(['netns', 'kind'])('%s makes the attempts of a scenario', (provider) => {
  expect(resolveRun(flags({ provider, scenario: 'strangers', quick: true })).scenario.attempts).toHaveLength(
    7,
  )
})

describe('on a cluster', () => {
  const everywhere = [netns, kind, kubeconfig]
  const resolve = (changes: Partial<RunFlags>) =>
    resolveRun(flags({ provider: 'kind', ...changes }), everywhere)
  const names = (changes: Partial<RunFlags>) => resolve(changes).scenario.arms.map(({ name }) => name)
  /** Writes a copy of chain-3 with one text replaced, and returns its path. */
  const chain3With = (replaced: string, by: string): string => {
    const folder = mkdtempSync(join(tmpdir(), 'hopbench-scenario-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    writeFileSync(
      join(folder, 'mine.yaml'),
      readFileSync(findScenario('chain-3'), 'utf8').replace(replaced, by),
    )
    return join(folder, 'mine.yaml')
  }

  /** Flags that name a context, which is never contacted. */
  const contextFlags = () => {
    const folder = mkdtempSync(join(tmpdir(), 'hopbench-kubeconfig-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const file = writeKubeconfig(folder, 'mine', { server: 'https://mine.invalid' })
    return { '--context': ['mine'], '--kubeconfig': [file] }
  }

  test('a shipped scenario means the real datapaths, and the provider adds what they are compared against', () => {
    const { arms } = resolve({}).scenario
    expect(arms.map(({ name, against }) => [name, against])).toEqual([
      ['direct', undefined],
      ['direct-again', undefined],
      ['kube-proxy-iptables', undefined],
      ['cilium', undefined],
      ['istio-sidecar', 'direct-istio-sidecar'],
      ['direct-istio-sidecar', undefined],
      ['istio-sidecar-mtls', undefined],
    ])
  })

  test('attempts are refused in a cluster of the user’s, with where they can be made', () => {
    const providerFlags = contextFlags()
    expect(
      refusalOf(() => resolveRun(flags({ provider: 'kubeconfig', providerFlags, scenario: 'strangers' }))),
    ).toMatch(
      /^strangers has attempts, and in a cluster of yours .*\n {2}→ use --provider netns or kind, or leave out/,
    )
  })

  test('calls to the address of a pod are made on the real products', () => {
    const { arms } = resolveRun(flags({ provider: 'kind', scenario: 'bypass' })).scenario
    expect(arms.map(({ datapath }) => datapath)).toEqual(
      expect.arrayContaining(['kube-proxy-iptables', 'cilium', 'istio-sidecar', 'envoy-gateway']),
    )
  })

  test('names of emulations and of the real ones may both be typed; each datapath comes once', () => {
    expect(names({ datapaths: ['ebpf', 'cilium', 'kube-proxy-iptables'] })).toEqual([
      'direct',
      'direct-again',
      'cilium',
      'kube-proxy-iptables',
    ])
  })

  test('a quick run takes what sidecar and ebpf emulate', () => {
    expect(names({ quick: true })).toEqual([
      'direct',
      'direct-again',
      'cilium',
      'istio-sidecar',
      'direct-istio-sidecar',
    ])
  })

  test('a datapath that is elsewhere is named with where it is', () => {
    expect(() => resolve({ provider: 'netns', datapaths: ['cilium'] })).toThrow(
      '--datapaths names cilium, which provider netns does not have; --provider kind and --provider kubeconfig have it; here ebpf emulates it',
    )
  })

  test('the client may be away from the services where there is a second node', () => {
    const scenario = chain3With('loads:', 'clientPlacement: away\nloads:')
    expect(resolve({ scenario }).scenario.clientPlacement).toBe('away')
    expect(refusalOf(() => resolve({ provider: 'netns', scenario }))).toMatch(
      /mine has its client away .*network namespaces are one node\n {2}→ use --provider kind/,
    )
  })

  test('an arm with the name of one that the provider adds is refused: there would be two of that name', () => {
    const scenario = chain3With('sidecar-mtls]', '{ name: direct-istio-sidecar, datapath: ebpf }]')
    expect(() => resolve({ scenario })).toThrow(
      'an arm of the scenario is called direct-istio-sidecar, like an arm that --provider kind adds',
    )
  })

  test('a cluster that exists has to be named before anything is started', () => {
    expect(() => resolve({ provider: 'kubeconfig' })).toThrow('needs --context')
    const providerFlags = contextFlags()
    expect(resolve({ provider: 'kubeconfig', providerFlags }).provider).toBe(kubeconfig)
  })

  test('a flag of another provider is refused with those that have it, before its value is read', () => {
    const nowhere = { '--charts': ['/nowhere'] }
    expect(() => resolve({ provider: 'netns', providerFlags: nowhere })).toThrow(
      '--charts belongs to --provider kind and kubeconfig, and this run is on netns',
    )
    expect(() => resolve({ provider: 'kind', providerFlags: nowhere })).toThrow(
      '--charts /nowhere does not exist',
    )
  })

  test('values of flags reach the provider that has them', () => {
    const { configured } = resolve({ providerFlags: { '--node-image': ['mine/node:v1'] } })
    expect(configured.planLines?.([])).toEqual([['clusters', '0 of mine/node:v1']])
  })
})
