/** A kind of file that hopbench reads or writes: how it is recognized, and how it is checked. */
import { z } from 'zod'
import { UsageError, withAdvice } from '../errors.ts'
import { FileProblems } from '../yaml/file-problems.ts'
import type { PlacedProblem } from '../yaml/problem.ts'

export interface Source {
  /** Path of the file, or a name for standard input; what the file names begins at its folder. */
  file: string
  isStandardInput: boolean
  bytes: Buffer
  /** Without a byte order mark. */
  text: string
}

/** A problem; line and column are null for one of the file as a whole. */
export type Finding = Omit<PlacedProblem, 'line' | 'column'> & { line: number | null; column: number | null }

export interface Findings {
  problems: Finding[]
  /** What the reader should know besides, such as a record that was cut off. */
  notes: string[]
}

export type Form = 'YAML' | 'JSON' | 'lines'

export interface Kind {
  /** As messages name it: "scenario", "journal.jsonl". */
  name: string
  /** `lines`: one JSON value a line. */
  form: Form
  /** The schema version that such files say, where they say one. */
  version?: number
  /** Fields that the first value of such a file may have; a list for each alternative. */
  fields: readonly (readonly string[])[]
  /** Whether such files have fields besides these. */
  isOpen?: true
  check(source: Source): Findings | Promise<Findings>
}

/** Fields of a mapping that a schema describes; a list for each alternative where it has some. */
export function fieldsOf(schema: z.ZodType): string[][] {
  return alternatives(z.toJSONSchema(schema, { io: 'input' }))
}

function alternatives(schema: z.core.JSONSchema.BaseSchema): string[][] {
  const options = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]
  return options.length > 0 ? options.flatMap(alternatives) : [Object.keys(schema.properties ?? {})]
}

/** What a reader of a file says: nothing, or the problems that it throws. */
export function found(file: string, read: () => void): Findings {
  try {
    read()
    return { problems: [], notes: [] }
  } catch (error) {
    if (error instanceof FileProblems)
      return {
        problems: [...error.problems],
        notes: error.more > 0 ? [`${error.more} more problems`] : [],
      }
    if (error instanceof UsageError) return wholeFile(file, error.what, withAdvice(error))
    throw error
  }
}

/** A problem of the file as a whole. */
export const wholeFile = (file: string, message: string, text = `${file}  ${message}`): Findings => ({
  problems: [{ file, line: null, column: null, path: '', message, text }],
  notes: [],
})
