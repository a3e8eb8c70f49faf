/** That the answers to the review name tests that are there, and that every finding has an answer. */
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { readPage, ROOT } from './pages.ts'

const page = readPage('docs/review.md')

/** Each test file that the page names, with the sentences that follow its name up to the next file or the end of the row. */
const named = page
  .split('\n')
  .flatMap((row) => row.split(/(?=`[\w-]+\.test\.ts`)/))
  .flatMap((part) => {
    const file = /^`([\w-]+\.test\.ts)`/.exec(part)?.[1]
    return file === undefined
      ? []
      : [...part.matchAll(/"([^"]+)"/g)].map(([, sentence]) => [file, sentence!] as const)
  })

const testFiles = readdirSync(join(ROOT, 'harness'), { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.test.ts'),
)

test.each(named)('%s has a test "%s"', (file, sentence) => {
  const paths = testFiles.filter((path) => basename(path) === file)
  const sources = paths.map((path) => readFileSync(join(ROOT, 'harness', path), 'utf8'))
  expect(sources.some((source) => source.includes(`'${sentence}'`))).toBe(true)
})

test('each of the 23 findings has one row, and what is only partly mended says what is left', () => {
  const rows = page.split('\n').filter((line) => /^\| \d+\. /.test(line))
  expect(rows.map((row) => Number(/\d+/.exec(row)![0]))).toEqual(Array.from({ length: 23 }, (_, n) => n + 1))
  for (const row of rows) {
    const state = row.split('|')[2]!.trim()
    expect(['mended', 'partly']).toContain(state)
    expect(row.includes('**Still so**'), row).toBe(state === 'partly')
    expect(row, 'evidence').toMatch(/`[\w./-]+\.ts`|\]\([a-z.]+\.md/)
  }
})
