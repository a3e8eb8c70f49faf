/** The policies of files as somebody wrote them, each with its place in its file: what an API server is given. */
import { readPlainYaml } from '../yaml/plain-yaml.ts'
import { placeProblem } from '../yaml/problem.ts'
import { policiesText } from './load-policies.ts'

export interface WrittenPolicy {
  /** The object as it stands in the file; items of lists are objects of their own. */
  object: WrittenObject
  /** Renders `file:line:column  path  message` and the line itself. @param at keys and indexes from the object's root */
  problemAt(at: readonly PropertyKey[], message: string): string
}

export interface WrittenObject {
  apiVersion: string
  kind: string
  metadata: {
    name: string
    namespace?: string
    labels?: Record<string, string>
    annotations?: Record<string, string>
  }
  [field: string]: unknown
}

/** The objects of files that `loadPolicies` has read without a problem, in the order of the files. */
export const writtenPolicies = (files: readonly string[]): WrittenPolicy[] =>
  files.flatMap((file) => {
    const text = policiesText(file).replace(/^\uFEFF/, '')
    const { documents, lines } = readPlainYaml(text)
    return documents.flatMap((document) =>
      objectsIn(document.toJS({ maxAliasCount: -1 }), []).map(({ object, path }): WrittenPolicy => ({
        object,
        problemAt: (at, message) =>
          placeProblem({ name: file, text, lines }, document, { path: [...path, ...at], message }).text,
      })),
    )
  })

function objectsIn(value: unknown, path: PropertyKey[]): { object: WrittenObject; path: PropertyKey[] }[] {
  if (value === null) return []
  const object = value as WrittenObject
  return object.kind === 'List'
    ? (object['items'] as unknown[]).flatMap((item, n) => objectsIn(item, [...path, 'items', n]))
    : [{ object, path }]
}
