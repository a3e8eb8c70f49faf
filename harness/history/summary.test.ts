import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseSummary, type StoredComparison, type Summary } from './summary.ts'
import { madeUpSummary } from './testing/made-up-summary.ts'

const ROOT = join(import.meta.dirname, '..', '..')

/** Why a summary is not read whose first comparison is changed; null where it is read. */
function reasonOf(change: (first: StoredComparison, summary: Summary) => void): string | null {
  const summary = structuredClone(madeUpSummary({ night: 0 }))
  change(summary.comparisons[0]!, summary)
  const read = parseSummary(JSON.stringify(summary))
  return 'reason' in read ? read.reason : null
}

test('a summary whose figures cannot be right is damaged, and the reason names the place', () => {
  expect(reasonOf(() => undefined)).toBeNull()
  for (const middle of [-5, 0, 5e-324, 1e308]) {
    const reason = reasonOf((first) => Object.assign(first.ratio!, { middle, interval: null }))
    expect(reason, String(middle)).toMatch(/^is damaged at comparisons\.0\.ratio\.middle: /)
  }
  for (const value of [1e308, -1e308])
    expect(reasonOf((first) => void (first.difference.values[2] = value))).toMatch(
      /^is damaged at comparisons\.0\.difference\.values\.2: /,
    )
  expect(reasonOf((first) => void (first.ratio!.middle = first.ratio!.interval!.high * 1.001))).toBe(
    'is damaged at comparisons.0.ratio: the middle is not within its interval',
  )
  expect(reasonOf((first) => void (first.difference.interval!.low = 1e6))).toBe(
    'is damaged at comparisons.0.difference: the middle is not within its interval',
  )
})

test('a summary that has a figure twice is damaged', () => {
  const again = (list: object[]) => void list.push(structuredClone(list[0]!))
  const { comparisons, arms } = madeUpSummary({ night: 0 })
  expect(reasonOf((_, summary) => again(summary.comparisons))).toBe(
    `is damaged at comparisons.${comparisons.length}: stands there twice`,
  )
  expect(reasonOf((_, summary) => again(summary.arms))).toBe(
    `is damaged at arms.${arms.length}: stands there twice`,
  )
})

test.each(['sample', 'sample-kind'])('the summary of %s is read', (run) => {
  expect(parseSummary(readFileSync(join(ROOT, 'reports', run, 'summary.json'), 'utf8'))).toHaveProperty(
    'summary',
  )
})
