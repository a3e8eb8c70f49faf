/** `history` as a shell sees it. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { EXIT } from '../errors.ts'
import { madeUpSummary, nightId, writeSummary } from '../history/testing/made-up-summary.ts'

const MAIN = join(import.meta.dirname, '..', 'main.ts')

/** The exit code and what stands on stderr. */
function historyOf(folder: string): Promise<[number | null, string]> {
  const child = spawn(process.execPath, [MAIN, 'history', folder])
  let stderr = ''
  child.stdout.resume()
  child.stderr.on('data', (bytes: Buffer) => (stderr += bytes.toString()))
  return new Promise((done, failed) => child.on('error', failed).on('close', (code) => done([code, stderr])))
}

test('several at once on one folder all succeed, and leave no temporary file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hopbench-histories-'))
  // A break each night gives each figure of each night a file, so that the processes meet.
  for (let night = 0; night < 30; night++)
    writeSummary(
      folder,
      nightId(night),
      madeUpSummary({ night, change: (facts) => ({ ...facts, methodVersion: night }) }),
    )
  const outcomes = await Promise.all(Array.from({ length: 4 }, () => historyOf(folder)))
  const left = readdirSync(folder, { recursive: true }).filter((name) => String(name).endsWith('.new'))
  rmSync(folder, { recursive: true })
  expect(outcomes).toEqual(outcomes.map(() => [EXIT.ok, '']))
  expect(left).toEqual([])
}, 60_000)
