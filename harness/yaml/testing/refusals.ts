/** For tests: checks that a wrong file is refused with a position, and that an accepted file holds no missing or infinite value. */
import { expect } from 'vitest'
import { EXIT, UsageError } from '../../errors.ts'

/**
 * Reads a text that may be wrong.
 * @returns what was read, or null when it was refused as a mistake of the file's author
 * @throws with `label` and the text when anything else happens
 */
export function readOrRefuse<T>(label: string, file: string, text: string, read: () => T): T | null {
  let value: T
  try {
    value = read()
  } catch (error) {
    if (isRefusal(error, file, text)) return null
    throw new Error(`${label} ended in what no user can act on, for the text\n${text}`, { cause: error })
  }
  const hole = holeIn(value, '')
  expect(hole, `${label} was accepted, and ${hole} is no value, for the text\n${text}`).toBeNull()
  return value
}

function isRefusal(error: unknown, file: string, text: string): boolean {
  if (!(error instanceof UsageError) || error.exitCode !== EXIT.usage || error.advice === '') return false
  const positions = [...error.what.matchAll(/^(.*?):(\d+):(\d+) {2}\S/gm)].filter(([, name]) => name === file)
  const lines = text.split('\n').length
  const isOnTheScreen = error.what.length < 20_000 && !/[^\P{Cc}\n]/u.test(error.what)
  return (
    positions.length > 0 &&
    isOnTheScreen &&
    positions.every(([, , line, column]) => Number(line) >= 1 && Number(line) <= lines && Number(column) >= 1)
  )
}

/** Path of the first value that is undefined or not a finite number; null when there is none. */
function holeIn(value: unknown, path: string): string | null {
  if (typeof value === 'number' && !Number.isFinite(value)) return `${path} = ${value}`
  if (typeof value !== 'object' || value === null) return value === undefined ? `${path} = undefined` : null
  for (const [key, part] of Object.entries(value)) {
    const hole = holeIn(part, `${path}/${key}`)
    if (hole !== null) return hole
  }
  return null
}
