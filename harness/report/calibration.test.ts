/** What a report says of a run that was held against one of the other provider. */
import { expect, test } from 'vitest'
import { loadPrices } from '../prices/load-prices.ts'
import type { Calibration } from '../results/calibration.ts'
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

test('a run that was held against none has no such section', async () => {
  for (const name of ['index.html', 'report.md']) expect(await file(name, null)).not.toContain(HEADING)
})

test('text of a calibration cannot become markup', async () => {
  const hostile = { ...calibration, notCompared: ['<img src=x>'], scenario: '<img src=x>' }
  for (const name of ['index.html', 'report.md']) expect(await file(name, hostile)).not.toContain('<img')
})
