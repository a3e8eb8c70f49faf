/** `compare` as a shell sees it. */
import { spawnSync } from 'node:child_process'
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
}, 30_000)
