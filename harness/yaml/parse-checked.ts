/** Parses the text of a YAML file and checks its value. One message lists all problems of the file. */
import type { Document } from 'yaml'
import type { z } from 'zod'
import { UsageError } from '../errors.ts'
import { readPlainYaml } from './plain-yaml.ts'
import { renderAt, renderProblem, type Problem, type SourceFile } from './problem.ts'
import { expectation, schemaProblems } from './schema-problems.ts'

export interface KindOfFile<Output> {
  /** Name of this kind of file in messages: "scenario". */
  what: string
  /** What the user can do about problems in such a file. */
  advice: string
  schema: z.ZodType<Output>
  /** Checks what the schema cannot express. Called only when the schema matches. */
  check(value: Output): Problem[]
}

/**
 * Parses and checks a text. `file` names the text in messages.
 * @throws UsageError with `file:line:column path message` and the line itself for each problem
 */
export function parseChecked<Output>(file: string, text: string, kind: KindOfFile<Output>): Output {
  const withoutMark = text.replace(/^\uFEFF/, '')
  const { documents, lines, faults } = readPlainYaml(withoutMark)
  const source: SourceFile = { name: file, text: withoutMark, lines }
  const refuseIfAny = (problems: string[]): void => refuse(problems, kind)
  refuseIfAny(faults.map(({ offset, message }) => renderAt(source, offset, message)))
  const [document, second] = documents as [Document, Document?]
  if (second) refuseIfAny([renderAt(source, second.range![0], 'begins a second document: leave one')])

  const value: unknown = document.toJS({ maxAliasCount: -1 })
  const checked = kind.schema.safeParse(value, { error: expectation })
  const problems = checked.success
    ? kind.check(checked.data)
    : checked.error.issues.flatMap((issue) => schemaProblems(issue, value, kind.schema))
  refuseIfAny(problems.map((problem) => renderProblem(source, document, problem)))
  return checked.data!
}

/** Most problems in one message. Nobody reads more; after fixing these, the user sees the others. */
const MOST_TOLD = 20

/** @throws UsageError with the rendered problems, where there is one */
export function refuse(problems: string[], { what, advice }: { what: string; advice: string }): void {
  if (problems.length === 0) return
  const count = problems.length === 1 ? '' : `${problems.length} problems in the ${what}:\n\n`
  const more = problems.length > MOST_TOLD ? `\n\nand ${problems.length - MOST_TOLD} more` : ''
  throw new UsageError(`${count}${problems.slice(0, MOST_TOLD).join('\n\n')}${more}`, advice)
}
