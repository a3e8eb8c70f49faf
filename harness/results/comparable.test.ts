import { join } from 'node:path'
import { expect, test } from 'vitest'
import { comparable, differenceText } from './comparable.ts'
import { readRunRecord } from './read-run.ts'
import { factsOf, runFactsSchema, type RunFacts } from './run-facts.ts'

const RESULTS = join(import.meta.dirname, '..', '..', 'results')
const netns = factsOf(readRunRecord(join(RESULTS, 'sample')))
const kind = factsOf(readRunRecord(join(RESULTS, 'sample-kind')))

const changed = (change: Partial<RunFacts>): RunFacts => ({ ...netns, ...change })
const texts = (b: RunFacts, of: 'obstacles' | 'remarks' | 'missing' | 'cpu') =>
  comparable(netns, b)[of].map(differenceText)

test('a run may be compared with itself in everything', () => {
  const { obstacles, loads, arms, cpu, missing, remarks } = comparable(netns, netns)
  expect([obstacles, cpu, missing, remarks]).toEqual([[], [], [], []])
  expect([...loads.values(), ...arms.values()].flat()).toEqual([])
  expect(loads.size).toBe(netns.loads.length)
})

test('facts survive their own schema', () => {
  for (const facts of [netns, kind]) expect(runFactsSchema.parse(facts)).toEqual(facts)
})

test('an emulation and a product are not compared, and the provider is named', () => {
  expect(comparable(netns, kind).obstacles.map(differenceText)).toContain('provider: netns and kind')
})

test.each<[string, Partial<RunFacts>, RegExp]>([
  ['kernel', { host: { ...netns.host, kernel: '5.4.0-other' } }, /^kernel: .* and 5\.4\.0-other$/],
  ['number of CPUs', { host: { ...netns.host, cores: 96 } }, /^number of CPUs: \d+ and 96$/],
  ['method', { methodVersion: 99 }, /^method version: .* and 99$/],
  [
    'content of a scenario',
    { scenario: { ...netns.scenario, fingerprint: 'other' } },
    /^content of the scenario/,
  ],
  ['kind of run', { quick: !netns.quick }, /^kind of run: full and quick$/],
])('another %s forbids the comparison of all figures', (_, change, text) => {
  expect(texts(changed(change), 'obstacles')).toEqual([expect.stringMatching(text)])
})

test('another rate forbids the figures of its load only; what auto chose a little differently is said', () => {
  const [first] = netns.loads
  const atRate = (factor: number) =>
    changed({
      loads: netns.loads.map((load) =>
        load === first ? { ...load, pagesPerSecond: load.pagesPerSecond! * factor } : load,
      ),
    })
  const doubled = comparable(netns, atRate(2))
  expect(doubled.obstacles).toEqual([])
  expect(doubled.loads.get(first!.name)).toHaveLength(1)
  const close = comparable(netns, atRate(1.03))
  expect(close.loads.get(first!.name)).toEqual([])
  expect(close.remarks.map(({ what }) => what)).toEqual([`rate of load ${first!.name}`])
})

test('an arm with another datapath is left out; a load or an arm of one run is missing', () => {
  const [load, ...loads] = netns.loads
  const arms = netns.arms.map((arm) => (arm.name === 'ebpf' ? { ...arm, datapath: 'else' } : arm))
  const other = changed({ arms, loads })
  expect(comparable(netns, other).arms.get('ebpf')!.map(differenceText)).toEqual([
    'datapath of ebpf: ebpf and else',
  ])
  expect(texts(other, 'missing')).toEqual([`load ${load!.name}: measured and not in the run`])
})

test('another version of a program forbids nothing, and is said', () => {
  const versions = { ...netns.host.versions, envoy: '9.9' }
  const other = changed({ host: { ...netns.host, versions } })
  expect(texts(other, 'obstacles')).toEqual([])
  expect(texts(other, 'remarks')).toEqual([expect.stringMatching(/^version of envoy: .* and 9\.9$/)])
})
