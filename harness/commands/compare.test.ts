/** `compare` as a shell sees it. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { EXIT } from '../errors.ts'

const ROOT = join(import.meta.dirname, '..', '..')

test('summaries may come from pipes, and a run differs in nothing from itself', () => {
  const summary = join(ROOT, 'reports', 'sample', 'summary.json')
  const { status, stdout, stderr } = spawnSync(
    'bash',
    [
      ...['-c', '"$0" "$1" compare <(cat "$2") <(cat "$2")'],
      ...[process.execPath, join(ROOT, 'harness', 'main.ts'), summary],
    ],
    { encoding: 'utf8', cwd: ROOT },
  )
  expect([status, stderr]).toEqual([EXIT.ok, ''])
  expect(stdout).toContain('not resolved')
  expect(stdout).toContain('A and B are the same run')
}, 30_000)

test('a device that never ends, and a pipe in a folder, are not waited for', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hopbench-compare-'))
  execFileSync('mkfifo', [join(folder, 'summary.json')])
  const compared = (what: string) =>
    spawnSync(process.execPath, [join(ROOT, 'harness', 'main.ts'), 'compare', what, 'sample'], {
      ...{ encoding: 'utf8', cwd: ROOT, timeout: 20_000 },
    })
  expect(compared('/dev/zero')).toMatchObject({ status: EXIT.usage })
  expect(compared('/dev/zero').stderr).toContain('has more than')
  expect(compared(folder)).toMatchObject({ status: EXIT.usage })
  rmSync(folder, { recursive: true })
}, 60_000)

test('a summary with a figure that cannot be right is refused, with the file and the place in it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hopbench-compare-'))
  const file = join(folder, 'summary.json')
  const text = readFileSync(join(ROOT, 'reports', 'sample', 'summary.json'), 'utf8')
  const summary = JSON.parse(text) as { comparisons: { ratio: { middle: number } }[] }
  summary.comparisons[0]!.ratio.middle = -5
  writeFileSync(file, JSON.stringify(summary))
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, 'harness', 'main.ts'), 'compare', file, 'sample'],
    { encoding: 'utf8', cwd: ROOT },
  )
  rmSync(folder, { recursive: true })
  expect(status).toBe(EXIT.usage)
  expect(stderr).toContain(`${file} is damaged at comparisons.0.ratio.middle`)
}, 30_000)
