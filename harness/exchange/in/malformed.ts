/** The error for a file that is not what it should be: file, line, value and expectation. */
import { UsageError } from '../../errors.ts'
import { printableText } from './printable.ts'

/** One thing that is wrong, at a line and column from 1. */
export interface Fault {
  line: number
  column: number
  /** Names of the fields to the value; empty for a text without fields. */
  path: readonly PropertyKey[]
  /** "must be a number, but is "fast"". */
  message: string
}

/** Most faults that callers tell: enough to see what kind of file it is. */
export const MOST_TOLD = 10

export function malformed(file: string, what: string, faults: readonly Fault[]): UsageError {
  const lines = faults.map(
    ({ line, column, path, message }) =>
      `${file}:${line}:${column}  ${path.length === 0 ? '' : `${pathText(path)}  `}${printableText(message)}`,
  )
  return new UsageError(
    lines.join('\n'),
    `import ${what} as the tool wrote it; docs/exchange.md shows each shape. Nothing was written`,
  )
}

const pathText = (path: readonly PropertyKey[]): string =>
  printableText(
    path
      .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
      .join('')
      .replace(/^\./, ''),
  )

/** Line and column of an offset, from 1. */
export function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset)
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') }
}
