/** From the text of a YAML file to a checked value; every problem of the file in one message. */
import { LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { UsageError } from '../errors.ts'
import { renderAt, renderProblem, type Problem, type SourceFile } from './problem.ts'
import { schemaProblems } from './schema-problems.ts'

export interface KindOfFile<Output> {
  /** As messages name it: "scenario". */
  what: string
  /** What to do about its problems. */
  advice: string
  schema: z.ZodType<Output>
  /** What the shape cannot express; asked only when the shape is right. */
  check(value: Output): Problem[]
}

/**
 * Parses and checks; `file` names the text in messages.
 * @throws UsageError with `file:line:column path message` and the line itself for each problem
 */
export function parseChecked<Output>(file: string, text: string, kind: KindOfFile<Output>): Output {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const source: SourceFile = { name: file, text, document, lines }
  const refuseIfAny = (problems: string[]): void => refuse(problems, kind)
  refuseIfAny(document.errors.map((error) => renderAt(source, error.pos[0], `is not YAML: ${error.message}`)))

  const value: unknown = document.toJS()
  const checked = kind.schema.safeParse(value)
  const problems = checked.success
    ? kind.check(checked.data)
    : checked.error.issues.flatMap((issue) => schemaProblems(issue, value, kind.schema))
  refuseIfAny(problems.map((problem) => renderProblem(source, problem)))
  return checked.data!
}

function refuse(problems: string[], { what, advice }: { what: string; advice: string }): void {
  if (problems.length === 0) return
  const count = problems.length === 1 ? '' : `${problems.length} problems in the ${what}:\n\n`
  throw new UsageError(`${count}${problems.join('\n\n')}`, advice)
}
