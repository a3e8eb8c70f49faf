/** Parses the text of a YAML file that may hold several documents, such as Kubernetes objects. One message lists all problems. */
import { readPlainYaml } from './plain-yaml.ts'
import { refuse } from './file-problems.ts'
import { placeAt, placeProblem, type Problem, type SourceFile } from './problem.ts'

export interface KindOfDocuments<Output> {
  /** Name of this kind of file in messages: "policies". */
  what: string
  /** What the user can do about problems in such a file. */
  advice: string
  /** Reads the value of one document. Paths of the problems begin at the document's root. */
  read(value: unknown): { outputs: Output[]; problems: Problem[] }
}

/**
 * Reads all documents of a text; documents without a value are left out, as kubectl does. `file` names the text in messages.
 * @throws FileProblems with `file:line:column path message` and the line itself for each problem
 */
export function parseDocuments<Output>(file: string, text: string, kind: KindOfDocuments<Output>): Output[] {
  const withoutMark = text.replace(/^\uFEFF/, '')
  const { documents, lines, faults } = readPlainYaml(withoutMark)
  const source: SourceFile = { name: file, text: withoutMark, lines }
  refuse(
    faults.map(
      ({ offset, message }) =>
        () =>
          placeAt(source, offset, message),
    ),
    kind,
  )
  const read = documents.map((document) => {
    const value: unknown = document.toJS({ maxAliasCount: -1 })
    return { document, ...(value === null ? { outputs: [], problems: [] } : kind.read(value)) }
  })
  refuse(
    read.flatMap(({ document, problems }) =>
      problems.map((problem) => () => placeProblem(source, document, problem)),
    ),
    kind,
  )
  return read.flatMap(({ outputs }) => outputs)
}
