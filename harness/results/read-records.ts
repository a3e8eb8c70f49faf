/** Reads files of JSON records, and says where one is damaged. */
import { existsSync, readFileSync } from 'node:fs'
import type { z } from 'zod'
import { messageOf, UsageError } from '../errors.ts'

export const LEFT_AS_IT_IS =
  'the file has been left as it is: restore it from a copy, or remove what is wrong by hand'

/** @throws UsageError when the file is missing or holds no JSON */
export function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${messageOf(error)}`, LEFT_AS_IT_IS)
  }
}

/**
 * One record a line; none where there is no file. A last line without its end was being written when the run was killed: it
 * is left out, and `notices` gets a sentence.
 * @throws UsageError with file and line
 */
export function readLines<Record extends z.ZodType>(
  file: string,
  schema: Record,
  notices: string[],
): z.infer<Record>[] {
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').split('\n')
  const torn = lines.pop()
  if (torn)
    notices.push(
      `${file}:${lines.length + 1} was cut off while it was being written; that record is left out`,
    )
  return lines.map((line, index) => {
    const at = `${file}:${index + 1}`
    let value: unknown
    try {
      value = JSON.parse(line)
    } catch (error) {
      throw new UsageError(`${at}  expected one JSON record: ${messageOf(error)}`, LEFT_AS_IT_IS)
    }
    return checked(schema, value, at)
  })
}

/** Enough to see what kind of damage it is. */
const MOST_ISSUES = 5

/** @param at file, and line where there are several records */
export function checked<Record extends z.ZodType>(
  schema: Record,
  value: unknown,
  at: string,
): z.infer<Record> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issues = result.error.issues.flatMap(leaves).slice(0, MOST_ISSUES)
  throw new UsageError(`${at}  is not the record it should be:\n    ${issues.join('\n    ')}`, LEFT_AS_IT_IS)
}

/** Of a record that may be of several kinds, what is wrong with the kind it is nearest to. */
function leaves(issue: z.core.$ZodIssue): string[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0)
    return [`${issue.path.map(String).join('.') || 'the record'}: ${issue.message}`]
  const nearest = issue.errors.toSorted((a, b) => a.length - b.length)[0]!
  return nearest.flatMap((inner) => leaves({ ...inner, path: [...issue.path, ...inner.path] }))
}
