/** Files of other tools for tests, written after real ones. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'

/** Path of a file in `files/`. */
export const exchangeFile = (name: string): string => join(import.meta.dirname, 'files', name)

/** Path of a file in `files/` with one thing changed. */
export function changed(name: string, from: string | RegExp, to: string): string {
  const text = readFileSync(exchangeFile(name), 'utf8')
  const other = text.replace(from, to)
  expect(other).not.toBe(text)
  return fileWith(other, name)
}

/** Path of a file with this content, which is removed when the test ends. */
export function fileWith(content: string | Uint8Array, name = 'result.json'): string {
  const path = join(temporaryFolder(), name)
  writeFileSync(path, content)
  return path
}

/** A folder that is removed when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hopbench-exchange-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The message of the error that a function must throw. */
export function refusalOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    return (error as Error).message
  }
  throw new Error('it was not refused')
}
