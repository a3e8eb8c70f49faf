/** What a report says of planted effects. */
import { expect, test } from 'vitest'
import { loadPrices } from '../prices/load-prices.ts'
import { analyze } from '../stats/analyze.ts'
import {
  ARMS_WITH_PLANTED,
  PLANTED_ARM,
  plantSynthetic,
  type Instrument,
} from '../stats/testing/synthetic-planted.ts'
import { SYNTHETIC_ARMS } from '../stats/testing/synthetic-arms.ts'
import { syntheticRun } from '../stats/testing/synthetic-run.ts'
import { renderPlanted } from './planted-terminal.ts'
import type { ReportInput } from './report-input.ts'
import { renderReport } from './render-report.ts'
import { renderTerminal } from './terminal.ts'
import { syntheticInput } from './testing/synthetic-input.ts'

function inputOf(instrument: Instrument = {}, arms = [...SYNTHETIC_ARMS, PLANTED_ARM]): ReportInput {
  const made = syntheticRun({ seed: 'report', arms, hopClock: true, trialNoise: 0.01 })
  plantSynthetic(made, instrument)
  const { run, journal, evidence, samplesOf } = made
  return {
    run,
    journal,
    evidence,
    analysis: analyze(run, journal, evidence, samplesOf),
    prices: loadPrices(),
  }
}

const files = async (input: ReportInput): Promise<Record<string, string>> =>
  Object.fromEntries((await renderReport(input)).map(({ name, content }) => [name, content]))

test('page and Markdown have each effect with truth, finding and interval, and where nothing was planted', async () => {
  const { 'index.html': html, 'report.md': markdown } = await files(inputOf())
  for (const text of [html!, markdown!]) {
    expect(text).toContain('Planted effects: 4 of 4 found')
    expect(text).toContain('each request to front is held up for 20 µs on its way')
    expect(text).toMatch(
      /transport client → front by the hop clock, mean[^]{1,60}\+20\.0 µs[^]{1,60}\[1\d\.\d, 2\d\.\d\\?\]/,
    )
    expect(text).toContain('nothing, as planted')
    expect(text).not.toMatch(/undefined|\bNaN\b|Infinity|\[object/)
  }
})

test('an arm with planted effects is in no table, chart or card of datapaths', async () => {
  const { 'index.html': html, 'report.md': markdown } = await files(inputOf())
  expect(html).not.toContain('with planted effects,')
  expect(markdown).not.toContain(PLANTED_ARM.name)
  expect(markdown).toContain(`${SYNTHETIC_ARMS.length} arms`)
})

test('the trials behind the sum of pages are all told, also those with planted effects', async () => {
  const input = inputOf()
  const { 'report.md': markdown } = await files(input)
  const trials = input.journal.filter(({ kind }) => kind === 'trial')
  const own = trials.filter((record) => 'arm' in record && record.arm === PLANTED_ARM.name)
  expect(own.length).toBeGreaterThan(0)
  expect(markdown).toContain(
    `${trials.length - own.length} trials completed, 0 invalid, 0 failed; each completed trial counts; ${own.length} more had planted effects: their pages are in the sum above`,
  )
})

test('the terminal has a line', () => {
  expect(renderTerminal(inputOf())).toContain('\n  planted effects: 4 of 4 found')
  expect(renderTerminal(syntheticInput())).not.toContain('planted')
})

test('a run whose instrument missed an effect ranks nothing, and says why', async () => {
  const input = inputOf({ hopClock: 2 })
  const { 'report.md': markdown } = await files(input)
  expect(markdown).toMatch(
    /^# This run ranks nothing: its instrument is wrong \(planted effects: 2 of 4 found, 2 MISSED\)/,
  )
  expect(markdown).toContain('run invalid · the instrument missed a planted effect')
  expect(renderTerminal(input)).toContain('2 MISSED')
})

test('a run without planted effects says so, and why', async () => {
  const input = syntheticInput()
  expect((await files(input))['report.md']).toContain('it was made before runs planted any')
  const onKind = {
    ...input,
    analysis: {
      ...input.analysis,
      planted: { ...input.analysis.planted, why: 'clusters have no means for it' },
    },
  }
  expect((await files(onKind))['report.md']).toContain('not planted, because clusters have no means for it')
})

test('a calibration, which compares nothing, answers with what was found; its terminal has the whole table', async () => {
  const input = inputOf({}, ARMS_WITH_PLANTED)
  const { 'report.md': markdown } = await files(input)
  expect(markdown).toMatch(/^# Effects of known size, planted at 200 pages\/s: 4 of 4 found\./)
  const lines = renderPlanted(input.analysis.planted).split('\n')
  expect(lines[0]).toBe('  planted effects: 4 of 4 found')
  expect(lines.filter((line) => line.includes('found'))).toHaveLength(7)
  expect(lines.filter((line) => line.includes('nothing, as planted')).length).toBeGreaterThan(3)
})
