import { expect, test } from 'vitest'
import { loadPrices } from '../prices/load-prices.ts'
import { analyze } from '../stats/analyze.ts'
import { syntheticRun } from '../stats/testing/synthetic-run.ts'
import { renderTerminal } from './terminal.ts'
import { SIGHTS_OF_ATTEMPTS } from './testing/synthetic-attempts.ts'
import { bothClocksInput } from './testing/synthetic-clock.ts'
import { kindInput, syntheticInput, troubleOf } from './testing/synthetic-input.ts'

test('the outcome takes at most twelve lines, with columns that line up', () => {
  const lines = renderTerminal(syntheticInput()).split('\n')
  expect(lines.length).toBeLessThanOrEqual(12)
  expect(lines[0]).toContain('per hop at 200 pages/s')
  const rows = lines.filter((line) => line.includes('µs ['))
  expect(new Set(rows.map((line) => line.indexOf(']'))).size).toBe(1)
})

test('what does not fit is counted, and the same arm twice stays', () => {
  const arms = Array.from({ length: 14 }, (_, index) => ({
    name: `ebpf-${index}`,
    datapath: 'ebpf',
    fillerServices: index,
  }))
  const input = syntheticInput({
    arms: [
      { name: 'direct', role: 'baseline' },
      { name: 'direct-twin', role: 'twin', datapath: 'direct' },
      ...arms,
    ],
    rounds: 6,
  })
  const lines = renderTerminal(input).split('\n')
  expect(lines.length).toBeLessThanOrEqual(12)
  expect(lines.at(-1)).toContain('same arm twice')
  expect(lines.at(-2)).toMatch(/\d+ more in the report/)
})

test('what a new connection costs as services grow is told, within the twelve lines', () => {
  const input = syntheticInput({
    loads: [
      { name: 'steady', connection: 'keep-alive' },
      { name: 'fresh', connection: 'per-request' },
    ],
    arms: [
      { name: 'direct', role: 'baseline' },
      { name: 'direct-twin', role: 'twin', datapath: 'direct' },
      { name: 'few', datapath: 'kube-proxy-iptables', fillerServices: 10 },
      { name: 'many', datapath: 'kube-proxy-iptables', fillerServices: 10_000, connectUs: 400 },
    ],
  })
  const lines = renderTerminal(input).split('\n')
  expect(lines.length).toBeLessThanOrEqual(12)
  expect(lines.at(-1)).toMatch(
    /With 10,000 services instead of 10, through .*, opening a connection costs \d+ µs more/,
  )
})

test('an arm without figures stands there with its reason', () => {
  expect(renderTerminal(syntheticInput({ trouble: troubleOf('sidecar', 'failed') }))).toMatch(
    /sidecar − kube-proxy-iptables +no figures +service middle ended/,
  )
})

test('below each row stands why, by the hop clock, and the head names the clock of the rows', () => {
  const lines = renderTerminal(bothClocksInput()).split('\n')
  expect(lines.length).toBeLessThanOrEqual(22)
  expect(lines[0]).toContain('per hop at 200 pages/s, user clock')
  const sidecar = lines.findIndex((line) => line.startsWith('  sidecar-mtls − kube-proxy-iptables  '))
  expect(lines[sidecar + 1]).toMatch(/^ {4}hop clock: transport \+\d+ µs \[\d+, \d+\] higher; services \+/)
  expect(lines.join('\n')).toMatch(
    /ebpf − kube-proxy-iptables .*\n {4}hop clock: transport −1\d\.\d µs \[.*\] lower; services .* µs \[.*\], equivalent$/m,
  )
  expect(lines.at(-1)).toMatch(/^ {4}hop clock: transport/)
  expect(lines.at(-2)).toContain('same arm twice')
})

test('there is no colour unless asked for', () => {
  const escape = String.fromCharCode(27)
  expect(renderTerminal(syntheticInput())).not.toContain(escape)
  expect(renderTerminal(syntheticInput(), { colour: true })).toContain(escape)
})

test('a row says what it is against where that is not what the head says', () => {
  const lines = renderTerminal(kindInput()).split('\n')
  expect(lines.length).toBeLessThanOrEqual(12)
  expect(lines.join('\n')).toMatch(/^ {2}istio-sidecar − direct-istio-sidecar +\+\d+ µs/m)
  expect(lines.join('\n')).toMatch(/^ {2}cilium − kube-proxy-iptables {2,}/m)
  expect(lines.at(-1)).toMatch(/^ {2}(same arm twice|direct-istio-sidecar − direct) /)
})

test('a run that ranks nothing says on its last lines why most trials do not count', () => {
  const trouble = ['direct', 'sidecar', 'ebpf'].flatMap((arm) => troubleOf(arm, 'invalid', 20))
  const told = renderTerminal(syntheticInput({ trouble }))
  expect(told).toContain('run invalid')
  expect(told).toMatch(/\n {2}Most often: .* \(\d+×\)\./)
  expect(renderTerminal(syntheticInput())).not.toContain('Most often')
})

test('a noisy run says what holds and what may tell the rest; a quiet one does not', () => {
  const input = syntheticInput()
  const told = (verdict: 'noisy' | 'quiet', quick: boolean): string => {
    const noise = input.analysis.noise.map((one) => ({ ...one, verdict }))
    return renderTerminal({ ...input, run: { ...input.run, quick }, analysis: { ...input.analysis, noise } })
  }
  expect(told('noisy', false)).toContain(
    'rows that say higher or lower hold; a quieter machine or more --rounds',
  )
  expect(told('noisy', true)).toContain('a run without --quick')
  expect(told('quiet', false)).not.toContain('quieter machine')
})

test('the reason of an arm without figures is told to its end', () => {
  const what = 'service middle ended while its last proof of many was being looked at, with signal KILL'
  const { run, journal, evidence, samplesOf } = syntheticRun({
    seed: '7f3c',
    trouble: troubleOf('sidecar', 'failed'),
  })
  const failed = journal.map((record) =>
    record.kind === 'trial' && record.status === 'failed'
      ? { ...record, error: { ...record.error, what } }
      : record,
  )
  const analysis = analyze(run, failed, evidence, samplesOf)
  const told = renderTerminal({ ...{ run, evidence, analysis, prices: loadPrices() }, journal: failed })
  expect(told).toMatch(new RegExp(`sidecar − kube-proxy-iptables +no figures +${what}`))
})

test('an invalid run says what holds all the same, where every source was asked to the end', () => {
  const trouble = ['direct', 'sidecar', 'ebpf'].flatMap((arm) => troubleOf(arm, 'invalid', 20))
  const invalid = syntheticInput({ trouble })
  const asked = SIGHTS_OF_ATTEMPTS.filter(({ about }) => !about?.unknownSince)
  const holds = 'Proofs, flows and attempts hold all the same: npm run flows'
  expect(renderTerminal({ ...invalid, sights: asked })).toMatch(new RegExp(`\\n  ${holds}$`))
  const untried = asked.map(({ name, read, about, completeness }) => ({ name, read, about, completeness }))
  expect(renderTerminal({ ...invalid, sights: untried })).toContain('Proofs and flows hold all the same')
  expect(renderTerminal({ ...invalid, sights: SIGHTS_OF_ATTEMPTS })).not.toContain('hold')
  expect(renderTerminal(invalid)).not.toContain('hold')
  expect(renderTerminal({ ...syntheticInput(), sights: asked })).not.toContain('hold')
})
