/** Parses JSON and checks its shape. Messages name file, line and column, the value, and what was expected. */
import { LineCounter } from 'yaml'
import type { z } from 'zod'
import { FileProblems, MOST_TOLD } from '../yaml/file-problems.ts'
import { placeAt, type PlacedProblem, type Problem, type SourceFile } from '../yaml/problem.ts'
import { expectation, schemaProblems } from '../yaml/schema-problems.ts'
import { offsetOfDepth } from './json-depth.ts'
import { faultOf } from './json-fault.ts'
import { placeOf } from './json-place.ts'

export interface JsonText {
  file: string
  /** The text of one JSON value. */
  text: string
  /** Where a file has one value a line: the text of the whole file, and the offset at which this value begins. */
  within?: { text: string; offset: number }
}

export interface KindOfJson<Output> {
  /** Name of this kind of file in messages: "traces". */
  what: string
  /** What the user can do about problems in such a file. */
  advice: string
  /** Checks what the schema cannot express. Called only when the schema matches. */
  check?: (value: Output) => Problem[]
}

/**
 * The value of a JSON text.
 * @throws FileProblems with the place at which the text stops being JSON, or is nested deeper than `deepest` levels
 */
export function parseJson(source: JsonText, advice: string, deepest = Infinity): unknown {
  const tooDeep = deepest === Infinity ? null : offsetOfDepth(source.text, deepest)
  const about = { what: 'JSON', advice }
  if (tooDeep !== null) refuseJson(source, tooDeep, `is nested more than ${deepest} levels deep`, about)
  try {
    return JSON.parse(source.text)
  } catch {
    return refuseJson(source, faultOf(source.text), 'is not JSON here', about)
  }
}

/** @throws FileProblems with one problem, at an offset of the value's text */
export function refuseJson(
  source: JsonText,
  offset: number,
  message: string,
  about: { what: string; advice: string },
): never {
  throw new FileProblems([() => placed(source)(offset, message)], about)
}

/**
 * The value, checked; fields that the schema lets pass without naming them are left out.
 * @throws FileProblems with the place of each field that is not as expected
 */
export function checkedJson<Output>(
  source: JsonText,
  value: unknown,
  schema: z.ZodType<Output>,
  kind: KindOfJson<Output>,
): Output {
  const checked = schema.safeParse(value, { error: expectation })
  const problems = checked.success
    ? (kind.check?.(checked.data) ?? [])
    : checked.error.issues.slice(0, MOST_TOLD).flatMap((issue) => schemaProblems(issue, value, schema))
  if (problems.length === 0) return checked.data!
  const at = placed(source)
  throw new FileProblems(
    problems.map(({ path, key, message }) => () => {
      const whole = key === undefined ? path : [...path, key]
      return at(placeOf(source.text, whole), message, whole)
    }),
    kind,
  )
}

type Place = (at: number, message: string, path?: readonly PropertyKey[]) => PlacedProblem

/** Places a message at an offset of the value's text, with its line in the file. */
function placed({ file, text, within = { text, offset: 0 } }: JsonText): Place {
  const lines = new LineCounter()
  for (let at = 0; at >= 0; at = nextLine(within.text, at)) lines.addNewLine(at)
  const source: SourceFile = { name: file, text: within.text, lines }
  return (at, message, path) => placeAt(source, within.offset + at, message, path)
}

function nextLine(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end < 0 ? -1 : end + 1
}
