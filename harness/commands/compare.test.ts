/** `compare` as a shell sees it. */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
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

test('what cannot be read is told in plain words, and a pipe that nobody writes to is named while it is waited for', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hopbench-compare-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const [loop, pipe] = [join(folder, 'loop'), join(folder, 'pipe')]
  symlinkSync(loop, loop)
  execFileSync('mkfifo', [pipe])
  const compared = (file: string) =>
    spawn(process.execPath, [join(ROOT, 'harness', 'main.ts'), 'compare', file, 'sample'], { cwd: ROOT })
  const waiting = compared(pipe)
  const [told] = (await once(waiting.stderr, 'data')) as [Buffer]
  waiting.kill('SIGKILL')
  expect(told.toString()).toBe(`waits for whoever writes to the pipe ${pipe}; Ctrl-C ends\n`)
  const refused = compared(loop)
  expect(await once(refused, 'exit')).toEqual([EXIT.usage, null])
}, 30_000)
