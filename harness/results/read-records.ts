/** Reads files of JSON records. Errors name the file and the line of a damaged record. */
import { existsSync, readFileSync } from 'node:fs'
import type { z } from 'zod'
import { messageOf, UsageError } from '../errors.ts'
import { statsOf } from '../system/stats-of.ts'
import { wholeLinesEnd } from './torn-end.ts'

export const LEFT_AS_IT_IS =
  'hopbench has not changed the file: restore it from a copy, or remove the damaged part by hand'

/** @throws UsageError when the file is missing or holds no JSON */
export function readJson(file: string): unknown {
  try {
    return JSON.parse(bytesOf(file).toString('utf8'))
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`${file} cannot be read: ${messageOf(error)}`, LEFT_AS_IT_IS)
  }
}

/**
 * Reads one record from each line; a missing file has none. A last line without a line break was being written when the run
 * was killed. It is left out, like all that follows a zero byte, and a sentence about it is added to `notices`.
 * @throws UsageError with file and line
 */
export function readLines<Record extends z.ZodType>(
  file: string,
  schema: Record,
  notices: string[],
): z.infer<Record>[] {
  if (!existsSync(file)) return []
  const bytes = bytesOf(file)
  const end = wholeLinesEnd(bytes)
  const lines = bytes.toString('utf8', 0, end).split('\n')
  lines.pop()
  if (end < bytes.length)
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

/** All of a file of a run. @throws UsageError when it cannot be read: it is a folder, a device or a pipe, or belongs to another user. */
export function bytesOf(file: string): Buffer {
  refuseDevice(file)
  try {
    return readFileSync(file)
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${messageOf(error)}`, LEFT_AS_IT_IS)
  }
}

/** @throws UsageError for a pipe, which would be waited for, and for a device, which never ends */
export function refuseDevice(file: string): void {
  const is = statsOf(file)
  if (is === undefined || is.isFile() || is.isDirectory()) return
  throw new UsageError(`${file} cannot be read: it is a device or a pipe`, LEFT_AS_IT_IS)
}

/** Most problems that an error lists; enough to see what kind of damage it is. */
const MOST_ISSUES = 5

/** @param at the file, with the line in a file of several records */
export function checked<Record extends z.ZodType>(
  schema: Record,
  value: unknown,
  at: string,
): z.infer<Record> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issues = result.error.issues.flatMap(leaves).slice(0, MOST_ISSUES)
  throw new UsageError(`${at}  is not a valid record:\n    ${issues.join('\n    ')}`, LEFT_AS_IT_IS)
}

/** The problems of a record. Where the record may be of several kinds, the problems with the kind that fits best. */
function leaves(issue: z.core.$ZodIssue): string[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0)
    return [`${issue.path.map(String).join('.') || 'the record'}: ${issue.message}`]
  const nearest = issue.errors.toSorted((a, b) => a.length - b.length)[0]!
  return nearest.flatMap((inner) => leaves({ ...inner, path: [...issue.path, ...inner.path] }))
}
