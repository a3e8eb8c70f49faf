/** Files of other tools for tests, written after real ones. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** Path of a file in `files/`. */
export const exchangeFile = (name: string): string => join(import.meta.dirname, 'files', name)

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
