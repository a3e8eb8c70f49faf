/** Parses JSON and checks its shape. Messages name file, line and column, the value, and what was expected. */
import { LineCounter } from 'yaml'
import type { z } from 'zod'
import { UsageError } from '../errors.ts'
import { refuse } from '../yaml/parse-checked.ts'
import { renderAt, type SourceFile } from '../yaml/problem.ts'
import { expectation, schemaProblems } from '../yaml/schema-problems.ts'
import { faultOf } from './json-fault.ts'
import { placeOf } from './json-place.ts'

export interface JsonText {
  file: string
  /** The text of one JSON value. */
  text: string
  /** Where a file has one value a line: the text of the whole file, and the offset at which this value begins. */
  within?: { text: string; offset: number }
}

/**
 * The value of a JSON text.
 * @throws UsageError with the place at which the text stops being JSON
 */
export function parseJson(source: JsonText, advice: string): unknown {
  try {
    return JSON.parse(source.text)
  } catch {
    throw new UsageError(placed(source)(faultOf(source.text), 'is not JSON here'), advice)
  }
}

/**
 * The value, checked; unknown fields are left out.
 * @throws UsageError with the place of each field that is not as expected
 */
export function checkedJson<Output>(
  source: JsonText,
  value: unknown,
  schema: z.ZodType<Output>,
  kind: { what: string; advice: string },
): Output {
  const checked = schema.safeParse(value, { error: expectation })
  if (checked.success) return checked.data
  const at = placed(source)
  const problems = checked.error.issues
    .slice(0, MOST_PROBLEMS)
    .flatMap((issue) => schemaProblems(issue, value, schema))
  refuse(
    problems.map(({ path, message }) => at(placeOf(source.text, path), `${pathText(path)}  ${message}`)),
    kind,
  )
  throw new UsageError(`${source.file} is not a ${kind.what}`, kind.advice)
}

/** A file of another shape is wrong in every element; the first ones tell. */
const MOST_PROBLEMS = 5

const pathText = (path: readonly PropertyKey[]): string =>
  path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '')

/** Renders a message at an offset of the value's text, with its line in the file. */
function placed({
  file,
  text,
  within = { text, offset: 0 },
}: JsonText): (at: number, message: string) => string {
  const lines = new LineCounter()
  for (let at = 0; at >= 0; at = nextLine(within.text, at)) lines.addNewLine(at)
  const source: SourceFile = { name: file, text: within.text, lines }
  return (at, message) => renderAt(source, within.offset + at, message)
}

function nextLine(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end < 0 ? -1 : end + 1
}
