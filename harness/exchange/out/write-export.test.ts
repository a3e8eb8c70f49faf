import { HistogramLogReader } from 'hdr-histogram-js'
import { expect, test } from 'vitest'
import { mean } from '../../numbers/mean.ts'
import { quantileSorted } from '../../numbers/quantile.ts'
import { analyze } from '../../stats/analyze.ts'
import { syntheticRun, type SyntheticOptions } from '../../stats/testing/synthetic-run.ts'
import { fileWith, refusalOf } from '../testing/exchange-file.ts'
import { readImport } from '../in/read-import.ts'
import type { ExportFormat } from '../export-formats.ts'
import { armResults, isResult, sortedUs, type ArmResult } from './arm-result.ts'
import type { ExportedRun, Selection } from './exported-run.ts'
import { runFigures } from './run-figures.ts'
import { writeExport } from './write-export.ts'

function exported(options: Partial<SyntheticOptions> = {}): ExportedRun {
  const { run, journal, evidence, samplesOf } = syntheticRun({
    seed: '7f3c',
    ...{ rounds: 6, roundsPerBringUp: 1, hopClock: true },
    ...options,
  })
  return { run, journal, evidence, samplesOf, analysis: analyze(run, journal, evidence, samplesOf) }
}

const run = exported()
const ONE = { arm: 'sidecar', load: 'steady' }
const textOf = (format: ExportFormat, selection: Selection = {}, of = run): string =>
  writeExport(of, format, selection).files[0]!.content
const resultOf = (selection: Selection, of = run): ArmResult => armResults(of, selection).find(isResult)!

test('what is exported for fortio is imported again as it was measured', () => {
  const imported = readImport(fileWith(textOf('fortio', ONE)))
  const result = resultOf(ONE)
  const sorted = sortedUs(result)
  expect(imported).toMatchObject({ tool: 'fortio', timed: result.completed, askedPerSecond: 200, failed: 0 })
  expect(imported.label).toContain('arm=sidecar')
  expect(imported.meanUs).toBeCloseTo(mean(sorted), 3)
  for (const { share, us } of imported.percentiles)
    if (typeof us === 'number') {
      const true_ = quantileSorted(sorted, share)
      expect(Math.abs(us - true_) / true_).toBeLessThan(0.1)
    }
})

test('failed pages of an export for fortio have a code and no time, and the import takes both as they are', () => {
  const failing = exported()
  const { trials, completed } = resultOf(ONE, failing)
  for (const { trial } of trials)
    Object.assign(trial.ledger, {
      offered: trial.ledger.completed + 3,
      ...{ failed: 2, timedOut: 1, errors: { 'HTTP 503': 2, 'timed out': 1 } },
    })
  const imported = readImport(fileWith(textOf('fortio', ONE, failing)))
  expect(imported).toMatchObject({
    ...{ timed: completed, done: completed + 3 * trials.length, failed: 3 * trials.length },
    codes: [
      { code: '200', calls: completed },
      { code: '503', calls: 2 * trials.length },
      { code: '-1', calls: trials.length },
    ],
  })
})

test('a percentile that too few pages support is in no file', () => {
  const few = exported({ pagesPerSecond: 40, measureMs: 500 })
  const fortio = JSON.parse(textOf('fortio', ONE, few)) as {
    DurationHistogram: { Count: number; Percentiles: { Percentile: number }[] }
  }
  expect(fortio.DurationHistogram.Count).toBeLessThan(1000)
  expect(fortio.DurationHistogram.Percentiles.map(({ Percentile }) => Percentile)).toEqual([50, 75, 90])
  const smp = JSON.parse(textOf('smp', ONE, few)) as { latencies_ms: object; labels: Record<string, string> }
  expect(smp.latencies_ms).not.toHaveProperty('p99')
  expect(smp.labels['p99-withheld']).toMatch(/a p99 needs 1,000 calls/)
})

test('what is exported as SMP is imported again in the same unit', () => {
  const imported = readImport(fileWith(textOf('smp', ONE)))
  const sorted = sortedUs(resultOf(ONE))
  expect(imported.tool).toBe('SMP')
  expect(imported.percentiles[0]!.us).toBeCloseTo(quantileSorted(sorted, 0.5), 3)
  expect(imported.maxUs).toBeCloseTo(sorted.at(-1)!, 3)
})

test('a log of HdrHistogram has every page, within a thousandth of its time, by window and arm', () => {
  const reader = new HistogramLogReader(textOf('hdr', ONE), 64)
  const { trials } = resultOf(ONE)
  for (const { trial, serviceUs } of trials) {
    const histogram = reader.nextIntervalHistogram()!
    const ns = serviceUs.map((us) => us * 1000).sort()
    expect(histogram.tag).toBe('sidecar-steady')
    expect(histogram.totalCount).toBe(serviceUs.length)
    expect(histogram.startTimeStampMsec).toBeCloseTo(Date.parse(trial.startedAt), -1)
    expect(Math.abs(histogram.maxValue - ns.at(-1)!) / ns.at(-1)!).toBeLessThan(0.001)
    expect(Math.abs(histogram.mean - mean(ns)) / mean(ns)).toBeLessThan(0.001)
  }
  expect(reader.nextIntervalHistogram()).toBeNull()
})

test('OpenMetrics text follows the grammar: families in one piece, units in names, no metric twice, # EOF', () => {
  const lines = textOf('openmetrics').split('\n')
  expect(lines.slice(-2)).toEqual(['# EOF', ''])
  let family = { name: '', unit: '', type: '' }
  const [families, metrics] = [new Set<string>(), new Set<string>()]
  for (const line of lines.slice(0, -2)) {
    const [, kind, name, rest] = /^# (TYPE|UNIT|HELP) (\S+) (.+)$/.exec(line) ?? []
    if (kind === 'TYPE') {
      expect(families).not.toContain(name)
      families.add(name!)
      family = { name: name!, unit: '', type: rest! }
    } else if (kind === 'UNIT') {
      expect(name).toBe(family.name)
      expect(name).toMatch(new RegExp(`_${rest!}$`))
    } else if (kind === undefined) {
      const [, metric, labels, value] =
        /^([a-z_]+)\{((?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)+)\} (\S+)$/.exec(line) ?? []
      expect(metric, line).toBe(family.type === 'info' ? `${family.name}_info` : family.name)
      expect(Number.isFinite(Number(value)), line).toBe(true)
      expect(metrics).not.toContain(`${metric!}{${labels!}}`)
      metrics.add(`${metric!}{${labels!}}`)
    }
  }
  expect(families).toContain('hopbench_page_user_clock_seconds')
  expect(families).toContain('hopbench_added_hop_clock_seconds')
  const p50 = run.analysis.arms.find(({ arm }) => arm === 'sidecar')!.levels.p50!.middle
  expect(lines.find((line) => /page_user.*arm="sidecar",figure="p50".*bound="middle"/.test(line))).toMatch(
    new RegExp(` ${String(p50 * 1e-6).slice(0, 8)}`),
  )
})

test('CSV has one line a figure, each with its unit, and cells that are no formulas', () => {
  const evil = { ...run, run: { ...run.run, scenario: { ...run.run.scenario, name: '=HYPERLINK("x"),\n' } } }
  const rows = textOf('csv', {}, evil).split('\r\n').slice(0, -1)
  expect(rows).toHaveLength(1 + runFigures(run).length)
  expect(rows[1]).toContain(`,"'=HYPERLINK(""x""),\n",`)
  expect(
    rows
      .filter((row) => /,difference,/.test(row))
      .every((row) => /,(higher|lower|equivalent|not resolved|withheld),/.test(row)),
  ).toBe(true)
})

test('benchmark-action gets own figures of which less is better, each by a name of its own', () => {
  const rows = JSON.parse(textOf('benchmark-action')) as { name: string; unit: string; value: number }[]
  expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length)
  expect(new Set(rows.map(({ unit }) => unit))).toEqual(
    new Set(['µs', 'µs a hop', 'CPU-s per 1000 pages', 'bytes']),
  )
  expect(rows.every(({ value }) => Number.isFinite(value))).toBe(true)
})

test('what the report withholds is withheld in every format, with the reason where the format has a place for it', () => {
  const rounds = Array.from({ length: 6 }, (_, round) => round)
  const withheld = exported({
    trouble: run.run.arms.flatMap(({ name }) =>
      rounds.slice(0, 3).map((round) => ({ arm: name, round, status: 'invalid' as const })),
    ),
  })
  expect(withheld.analysis.comparisons.every(({ verdict }) => verdict === 'withheld')).toBe(true)
  const figures = runFigures(withheld).filter(({ load, kind }) => load !== null && kind !== 'same arm twice')
  expect(figures.filter(({ value }) => typeof value === 'number')).toEqual([])
  expect(textOf('csv', {}, withheld)).toContain(',withheld,"withheld: too many trials were invalid')
  expect(textOf('openmetrics', {}, withheld)).toMatch(
    /hopbench_figure_absent\{.*why="withheld: too many trials/,
  )
  for (const format of ['benchmark-action', 'fortio', 'smp', 'hdr'] as const)
    expect(refusalOf(() => writeExport(withheld, format, {}))).toMatch(
      /sidecar under steady: withheld: too many/,
    )
})

test('an arm whose raw file is gone is left out, with the reason', () => {
  const own = new Set(resultOf(ONE).trials.map(({ trial }) => trial.latency.rawFile))
  const gone = { ...run, samplesOf: (file: string) => (own.has(file) ? null : run.samplesOf(file)) }
  const { files, leftOut } = writeExport(gone, 'fortio', {})
  expect(files.map(({ name }) => name)).not.toContain('steady-sidecar.json')
  expect(leftOut.join()).toMatch(/sidecar under steady: withheld: .* is gone or cut off/)
})

test('names of a record cannot lead out of the folder, nor hide a file or overwrite another', () => {
  const names = ['../../etc/passwd', '.bashrc', 'a/b', 'a b']
  const arms = run.run.arms.slice(0, 4).map((arm, n) => ({ ...arm, name: names[n]! }))
  const renamed = new Map(run.run.arms.slice(0, 4).map(({ name }, n) => [name, names[n]!]))
  const evil: ExportedRun = {
    ...run,
    run: { ...run.run, arms, loads: run.run.loads.map((load) => ({ ...load, name: '..' })) },
    journal: run.journal.flatMap((record) => {
      if (record.kind !== 'trial') return []
      const arm = renamed.get(record.arm)
      return arm === undefined ? [] : [{ ...record, arm, load: '..' }]
    }),
  }
  const { files } = writeExport(evil, 'smp', {})
  expect(files.map(({ name }) => name)).toEqual(['etc_passwd.json', 'bashrc.json', 'a_b.json', 'a_b.3.json'])
})

/** Moves the cursor, rings, and turns the direction of the text around. */
const OBEYED = '\u001b[2J\u0007\u202e'

test.each<[ExportFormat, string]>([
  ['csv', '\\u{1b}[2J\\u{7}\\u{202e}'],
  ['openmetrics', '\\\\u{1b}[2J\\\\u{7}\\\\u{202e}'],
  ['junit', '\ufffd[2J\ufffd\\u{202e}'],
])('signs that a terminal obeys are written out in %s', (format, written) => {
  const scenario = { ...run.run.scenario, name: `chain${OBEYED}` }
  const text = textOf(format, {}, { ...run, run: { ...run.run, scenario } })
  expect(text).toContain(`chain${written}`)
  expect(text).not.toMatch(/[\u0007\u001b\u202e]/)
})

test('no text of a record breaks the comment at the head of a log of HdrHistogram', () => {
  const hostile = { ...run.run, id: 'run\n1,2,3', code: { ...run.run.code, version: '0.2\r\n"a",b' } }
  const lines = textOf('hdr', {}, { ...run, run: hostile }).split('\n')
  expect(lines[0]).toBe(
    '#[hopbench 0.2_a_b, run run_1_2_3: service time of pages, done - written, in nanoseconds]',
  )
  expect(lines[3]).toMatch(/^"StartTimestamp"/)
})

test('an arm or a load that the run does not have is refused with those that it has', () => {
  expect(refusalOf(() => writeExport(run, 'csv', { arm: 'istio' }))).toMatch(/has no arm called istio/)
  expect(refusalOf(() => writeExport(run, 'csv', { load: 'busy' }))).toMatch(/has no load called busy/)
})

test('fortio and SMP have a file for each arm, the other formats one', () => {
  expect(writeExport(run, 'fortio', {}).files).toHaveLength(armResults(run, {}).length)
  for (const format of ['csv', 'openmetrics', 'benchmark-action', 'hdr'] as const)
    expect(writeExport(run, format, {}).files).toHaveLength(1)
})

test.each(['openmetrics', 'csv', 'smp', 'benchmark-action'] as const)(
  '%s of one arm is as it was',
  async (format) => {
    await expect(textOf(format, ONE)).toMatchFileSnapshot(`../testing/${format}.golden`)
  },
)
