/** Checks the value of a JSON file with a schema, and says where in the text each fault is. */
import type { z } from 'zod'
import { expectation, schemaProblems } from '../../yaml/schema-problems.ts'
import { offsetOfPath } from './json-text.ts'
import { malformed, MOST_TOLD, placeOf } from './malformed.ts'

export interface JsonFile {
  file: string
  text: string
  value: unknown
}

/** Figures that contradict each other: where one of them stands, and what it must be. */
export interface Contradiction {
  path: PropertyKey[]
  message: string
}

export interface Shape<Output> {
  /** "fortio's JSON": in the advice of errors. */
  what: string
  schema: z.ZodType<Output>
  /** What the schema cannot express: figures that contradict each other. */
  check: (value: Output) => Contradiction[]
}

/** @throws UsageError with file, line, column, path, value and expectation */
export function checkedJson<Output>({ file, text, value }: JsonFile, shape: Shape<Output>): Output {
  const read = shape.schema.safeParse(value, { error: expectation })
  const problems = read.success
    ? shape.check(read.data)
    : read.error.issues.slice(0, MOST_TOLD).flatMap((issue) => schemaProblems(issue, value, shape.schema))
  if (problems.length > 0)
    throw malformed(
      file,
      shape.what,
      // A file may have a million faults, and finding the place of each takes as long as reading the file.
      problems
        .slice(0, MOST_TOLD)
        .map(({ path, message }) => ({ ...placeOf(text, offsetOfPath(text, path)), path, message })),
    )
  return read.data!
}
