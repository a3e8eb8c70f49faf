import { expect, test } from 'vitest'
import type { RunFacts } from '../../results/run-facts.ts'
import { madeUpSummary, type MadeUp } from '../testing/made-up-summary.ts'
import { compareRuns } from './compare-runs.ts'
import { comparedMarkdown, comparedText, MEASURE_AGAIN, NOT_INTERLEAVED, SAME_RUN } from './compared-text.ts'

const compared = (b: Omit<MadeUp, 'night'>) =>
  compareRuns(madeUpSummary({ night: 1 }), madeUpSummary({ night: 2, ...b }))
const atOtherRate = (facts: RunFacts): RunFacts => ({
  ...facts,
  loads: facts.loads.map((load, index) => (index === 0 ? { ...load, pagesPerSecond: 999 } : load)),
})

test('a cost that grew is more, a cost that stayed is not resolved, and the other arms are not touched', () => {
  const { rows, interleaved, leftOut } = compared({
    multiple: (arm, metric) => (arm === 'sidecar' && metric === 'cpu' ? 1.8 : 1.5),
  })
  const verdicts = rows.filter(({ verdict }) => verdict !== 'not resolved')
  expect(verdicts.map(({ arm, metric, verdict }) => [arm, metric, verdict])).toEqual(
    rows
      .filter(({ arm, metric }) => arm === 'sidecar' && metric === 'cpu')
      .map(({ arm, metric }) => [arm, metric, 'more']),
  )
  expect(verdicts.length).toBeGreaterThan(0)
  expect(interleaved).toBe(false)
  expect(leftOut).toEqual([])
})

test('a comparison with a change says to measure again, and one without does not', () => {
  const run = madeUpSummary({ night: 1 })
  expect(comparedText(compared({ multiple: () => 1.8 }))).toContain(MEASURE_AGAIN)
  expect(comparedText(compareRuns(run, run))).not.toContain(MEASURE_AGAIN)
})

test('two runs of the same kind differ in nothing, in nineteen of twenty pairs', () => {
  const alarms = Array.from({ length: 20 }, (_, index) => {
    const { rows } = compareRuns(madeUpSummary({ night: 100 + index }), madeUpSummary({ night: 200 + index }))
    return rows.some(({ verdict }) => verdict !== 'not resolved')
  })
  // Of 20 pairs at 5 %, more than 4 alarms come in fewer than 1 of 300 such experiments.
  expect(alarms.filter(Boolean).length).toBeLessThanOrEqual(4)
})

test('a run beside itself is said to be the same run, and not to have been measured later', () => {
  const run = madeUpSummary({ night: 1 })
  const [same, others] = [compareRuns(run, run), compared({})]
  expect([same.isSameRun, others.isSameRun]).toEqual([true, false])
  for (const shown of [comparedText, comparedMarkdown]) {
    expect(shown(same)).toContain(SAME_RUN)
    expect(shown(same)).not.toContain(NOT_INTERLEAVED)
    expect(shown(others)).not.toContain(SAME_RUN)
  }
})

test('another machine leaves nothing to compare, and what differs is said', () => {
  const result = compared({ change: (facts) => ({ ...facts, host: { ...facts.host, kernel: 'other' } }) })
  expect(result.rows).toEqual([])
  expect(comparedText(result)).toMatch(/may not be compared:\n- kernel: .* and other$/)
})

test('a load at another rate is left out with its reason, and the other load is compared', () => {
  const result = compared({ change: atOtherRate })
  const [first, ...others] = result.a.loads.map(({ name }) => name)
  expect(new Set(result.rows.map(({ load }) => load))).toEqual(new Set(others))
  expect(result.leftOut).toEqual([
    {
      what: `load ${first}`,
      reason: expect.stringMatching(/^rate of load .* pages\/s and 999 pages\/s$/) as string,
    },
  ])
})

test('an arm that one run lacks, and a figure that one withholds, are left out with their reasons', () => {
  const [a, b] = [madeUpSummary({ night: 1 }), madeUpSummary({ night: 2 })]
  const lacking = { ...b, run: { ...b.run, arms: b.run.arms.filter(({ name }) => name !== 'ebpf') } }
  lacking.comparisons = lacking.comparisons
    .filter(({ arm }) => arm !== 'ebpf')
    .map((one) =>
      one.arm === 'sidecar' && one.metric === 'p50' ? { ...one, verdict: 'withheld', reason: 'noise' } : one,
    )
  const { leftOut, rows } = compareRuns(a, lacking)
  expect(rows.some(({ arm }) => arm === 'ebpf')).toBe(false)
  expect(leftOut).toContainEqual({ what: 'arm ebpf', reason: 'A: measured, B: not in the run' })
  expect(leftOut.filter(({ what }) => what.startsWith('sidecar, load light, p50'))).toEqual([
    { what: 'sidecar, load light, p50', reason: `${b.run.id} withholds it: noise` },
  ])
})

test('terminal and Markdown have the same figures, say that nothing was interleaved, and let no name through as markup', () => {
  const hostile = compared({
    change: (facts) => ({ ...facts, code: { ...facts.code, commit: '\u001b[31m<b>|`x`' } }),
  })
  const [text, markdown] = [comparedText(hostile), comparedMarkdown(hostile)]
  for (const shown of [text, markdown]) expect(shown).toContain(NOT_INTERLEAVED)
  expect(text).not.toContain('\u001b')
  expect(markdown).not.toMatch(/<b>|[^\\]`x/)
  for (const row of hostile.rows) expect(markdown).toContain(row.verdict)
})
