import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readRun } from '../results/read-run.ts'
import { analyze } from '../stats/analyze.ts'
import { renderReport } from './render-report.ts'

const ROOT = join(import.meta.dirname, '..', '..')

test('the report of the committed sample is rebuilt byte for byte from its results', async () => {
  const { run, journal, evidence, samplesOf } = readRun(join(ROOT, 'results', 'sample'))
  const analysis = analyze(run, journal, evidence, samplesOf)
  for (const { name, content } of await renderReport(
    { run, journal, evidence, analysis },
    '../../results/sample/',
  )) {
    const committed = join(ROOT, 'reports', 'sample', name)
    expect(
      existsSync(committed) && readFileSync(committed, 'utf8') === content,
      `reports/sample/${name} is not what this tree makes of results/sample; if the change is meant: ` +
        '`npm run report -- sample`, look at the page, and commit it',
    ).toBe(true)
  }
})
