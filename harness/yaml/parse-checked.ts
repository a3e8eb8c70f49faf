/** Parses the text of a YAML file and checks its value. One message lists all problems of the file. */
import type { Document } from 'yaml'
import type { z } from 'zod'
import { readPlainYaml } from './plain-yaml.ts'
import { refuse } from './file-problems.ts'
import { placeAt, placeProblem, type PlacedProblem, type Problem, type SourceFile } from './problem.ts'
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
 * @throws FileProblems with `file:line:column path message` and the line itself for each problem
 */
export function parseChecked<Output>(file: string, text: string, kind: KindOfFile<Output>): Output {
  const withoutMark = text.replace(/^\uFEFF/, '')
  const { documents, lines, faults } = readPlainYaml(withoutMark)
  const source: SourceFile = { name: file, text: withoutMark, lines }
  const refuseIfAny = (problems: (() => PlacedProblem)[]): void => refuse(problems, kind)
  refuseIfAny(
    faults.map(
      ({ offset, message }) =>
        () =>
          placeAt(source, offset, message),
    ),
  )
  const [document, second] = documents as [Document, Document?]
  if (second) refuseIfAny([() => placeAt(source, second.range![0], 'begins a second document: leave one')])

  const value: unknown = document.toJS({ maxAliasCount: -1 })
  const checked = kind.schema.safeParse(value, { error: expectation })
  const problems = checked.success
    ? kind.check(checked.data)
    : checked.error.issues.flatMap((issue) => schemaProblems(issue, value, kind.schema))
  refuseIfAny(problems.map((problem) => () => placeProblem(source, document, problem)))
  return checked.data!
}
