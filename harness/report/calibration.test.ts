/** What a report says of a run that was held against one of the other provider. */
import { expect, test } from 'vitest'
import { loadPrices } from '../prices/load-prices.ts'
import type { Calibration } from '../results/calibration.ts'
import { analyze } from '../stats/analyze.ts'
import { calibrate } from '../stats/calibration.ts'
import { syntheticCalibration } from '../stats/testing/synthetic-calibration.ts'
import { renderReport } from './render-report.ts'

const HEADING = 'Emulated and real, side by side'
const { model, real } = syntheticCalibration()
const calibration = calibrate(model, real)!
const file = async (name: string, held: Calibration | null, { run, journal, evidence, analysis } = real) =>
  (await renderReport({ run, journal, evidence, analysis, calibration: held, prices: loadPrices() })).find(
    (one) => one.name === name,
  )!.content

test.each([
  ['emulated', model],
  ['real', real],
])(
  'the %s run shows both sides with their intervals, the rate, both runs and the ratio',
  async (_, input) => {
    for (const name of ['index.html', 'report.md']) {
      const content = await file(name, calibration, input)
      expect(content).toContain(HEADING)
      expect(content).toContain(model.run.id)
      expect(content).toContain(real.run.id)
      expect(content).toMatch(
        /istio-sidecar \/ sidecar[^]{1,60}added p50, µs a hop[^]{1,60}200 pages\/s, connections kept[^]{1,40}[56]\d\d \\?\[\d+, \d+\\?\][^]{1,40}6\d\d \\?\[\d+, \d+\\?\][^]{1,40}×1\.\d\d \\?\[/,
      )
      expect(content).not.toMatch(/undefined|\bNaN\b|Infinity|\[object/)
    }
  },
)

test('what differs between the two sides is one click away, and what was not compared is named', async () => {
  const page = await file('index.html', calibration)
  expect(page).toContain('What differs between the two sides')
  expect(page).toMatch(/<p>On netns: Sidecar .*emulated/)
  expect(page).toContain('linkerd: no arm of 2030-01-01T00-00-00-0001 emulates it')
})

test('a cost that is not surely there has no ratio, but a reason', async () => {
  expect(await file('report.md', calibration)).toMatch(/cilium \/ ebpf \| added p50.*no ratio: ebpf is/)
})

const clocked = syntheticCalibration({ hopClock: true })
const withParts = calibrate(clocked.model, clocked.real)!

test('the parts of a page have a table of their own, each with both sides, its interval and whether it is known to ±0.1', async () => {
  const page = await file('report.md', withParts, clocked.real)
  const parts = page.slice(page.indexOf('**Parts of a page, emulated and real**'))
  for (const [real, label] of [
    ['direct', 'transport, µs a hop'],
    ['cilium / ebpf', 'added transport, µs a hop'],
    ['istio-sidecar / sidecar', 'added transport, µs a hop'],
    ['istio-sidecar / sidecar', 'loopback in both pods, µs a hop'],
    ['istio-sidecar / sidecar', 'proxy of the calling pod, µs a hop'],
    ['istio-sidecar / sidecar', 'wire between the proxies, µs a hop'],
    ['istio-sidecar / sidecar', 'proxy of the called pod, µs a hop'],
    ['kube-proxy-iptables', 'services’ own time, µs a page'],
  ])
    expect(parts).toMatch(
      new RegExp(
        String.raw`\| ${real} \| ${label} \| 200 pages/s, connections kept \| (−?[\d.,]+ \\\[[^|]+\| ){2}×[\d.]+ \\\[[\d., ]+\\\] \| (yes|no: the (figure|difference) on (netns|kind) is known to ±)`,
      ),
    )
  const html = await file('index.html', withParts, clocked.real)
  expect(html).toContain('Parts of a page, emulated and real')
  expect(html).toContain('wire between the proxies, µs a hop')
})

test('a ratio that is not known to ±0.1 says what it would take', async () => {
  const noisy = syntheticCalibration({ hopClock: true, hopNoise: { luck: 0.15, window: 0.1 } })
  expect(await file('report.md', calibrate(noisy.model, noisy.real), noisy.real)).toMatch(
    /istio-sidecar \/ sidecar \| added transport[^\n]+no: the difference on (netns|kind) is known to ±\d+.% \(12 bring-ups\); \d+ bring-ups of each run would do/,
  )
})

test('without a hop clock on one side, the place of the parts says why', async () => {
  const why = { notMeasured: 'the kernel does not allow its programs' }
  const calibrationOf = { ...calibration, clock: { model: why, real: null } }
  for (const name of ['index.html', 'report.md'])
    expect(await file(name, calibrationOf)).toContain(
      `Parts of a page: not measured, because the kernel does not allow its programs (${model.run.id}).`,
    )
})

test('a calibration of an older version is shown as it is, and says that it compared no parts', async () => {
  const old: Calibration = structuredClone(calibration)
  delete old.clock
  const rows = old.rows.map((row) =>
    'notMeasured' in row.ratio
      ? row
      : { ...row, ratio: { value: row.ratio.value, interval: row.ratio.interval } },
  )
  const markdown = await file('report.md', { ...old, rows })
  expect(markdown).toContain('the widest range that both intervals allow')
  expect(markdown).toContain('stored by a version of hopbench that compared none')
  expect(markdown).not.toMatch(/undefined|NaN/)
})

test('of a cluster that exists, the report says in the place of the parts and of the ratios that they were not measured, and why', async () => {
  const why =
    'the hop clock is attached on the nodes themselves, and hopbench does not enter the nodes of your cluster'
  const input = syntheticCalibration({ hopClock: true }).real
  input.run.provider = 'kubeconfig'
  for (const record of input.journal) if (record.kind === 'hops') record.reading = { notMeasured: why }
  const analysis = analyze(input.run, input.journal, input.evidence, () => null)
  const remote = { ...input, analysis }
  const page = await file('index.html', null, remote)
  expect(page).toMatch(
    new RegExp(
      `<h2>Parts of a page</h2><p class=note>The parts of a page were not measured, because ${why}\\.<`,
    ),
  )
  expect(page).toMatch(
    new RegExp(
      `<h2>${HEADING}</h2><p class=note>Ratios of real and emulated, and every part of a page: not measured, because hopbench does not enter the nodes of your cluster`,
    ),
  )
  const markdown = await file('report.md', null, remote)
  expect(markdown).toContain(
    `**Parts of a page, by the hop clock**\n\nThe parts of a page were not measured, because ${why}.`,
  )
  expect(markdown).toContain(
    `## ${HEADING}\n\nRatios of real and emulated, and every part of a page: not measured, because hopbench`,
  )
})

test('a run that was held against none has no such section', async () => {
  for (const name of ['index.html', 'report.md']) expect(await file(name, null)).not.toContain(HEADING)
})

test('text of a calibration cannot become markup', async () => {
  const hostile = { ...calibration, notCompared: ['<img src=x>'], scenario: '<img src=x>' }
  for (const name of ['index.html', 'report.md']) expect(await file(name, hostile)).not.toContain('<img')
})
