/** What becomes of the summary of a step in GitHub Actions. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { appendStepSummary } from './step-summary.ts'

const folder = mkdtempSync(join(tmpdir(), 'hopbench-summary-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('a report is appended to what the step has said before', () => {
  const file = join(folder, 'summary.md')
  writeFileSync(file, 'before\n')
  appendStepSummary(() => '# Report\n', 'reports/1/report.md', { GITHUB_STEP_SUMMARY: file })
  appendStepSummary(() => '# Another\n', 'reports/2/report.md', { GITHUB_STEP_SUMMARY: file })
  expect(readFileSync(file, 'utf8')).toBe('before\n# Report\n# Another\n')
})

test('a report that GitHub would refuse for its length is named instead', () => {
  const file = join(folder, 'long.md')
  const half = 'µ'.repeat(300_000) // 600,000 bytes
  appendStepSummary(() => half, 'reports/1/report.md', { GITHUB_STEP_SUMMARY: file })
  appendStepSummary(() => half, 'reports/2/report.md', { GITHUB_STEP_SUMMARY: file })
  expect(readFileSync(file, 'utf8')).toBe(
    `${half}The report is longer than a summary may be: reports/2/report.md\n`,
  )
})

test('a summary that cannot be written fails nothing, and is told', () => {
  const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  appendStepSummary(() => '# Report\n', 'report.md', {
    GITHUB_STEP_SUMMARY: join(folder, 'no/such/folder/file'),
  })
  expect(told.mock.calls.join()).toMatch(/the summary of the step cannot be written: .* does not exist/)
  told.mockRestore()
})
