import { spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

const printFile = (...args: string[]) =>
  spawnSync(process.execPath, [join(import.meta.dirname, 'print-file.ts'), ...args], {
    maxBuffer: 2 ** 26,
  })

test.each([0, 1, 3_000_001])('a file of %d bytes comes out as it is, with its length and hash', (length) => {
  const folder = mkdtempSync(join(tmpdir(), 'hopbench-print-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const content = randomBytes(length)
  writeFileSync(join(folder, 'raw'), content)
  const { stdout, stderr, status } = printFile(join(folder, 'raw'))
  expect(status).toBe(0)
  expect(stdout.equals(content)).toBe(true)
  expect(JSON.parse(stderr.toString())).toEqual({
    bytes: length,
    sha256: createHash('sha256').update(content).digest('hex'),
  })
})

test('a file that is not there is told on stderr, and by the exit code', () => {
  const { stdout, stderr, status } = printFile('/no/such/file')
  expect(status).toBe(1)
  expect(stdout).toHaveLength(0)
  expect(stderr.toString()).toContain('ENOENT')
  expect(printFile().status).toBe(2)
})
