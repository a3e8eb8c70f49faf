/** Reads a run's folder back, checked record by record: on any machine, without root. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import { messageOf, UsageError } from '../errors.ts'
import {
  evidenceSchema,
  journalSchema,
  runSchema,
  SCHEMA_VERSION,
  type Evidence,
  type JournalRecord,
  type RunRecord,
} from './record.ts'

export interface StoredRun {
  dir: string
  run: RunRecord
  journal: JournalRecord[]
  evidence: Evidence[]
  /** What the reader of a report should know about the files: a record cut off by a kill. */
  notices: string[]
  /** Contents of a raw file; null when it is gone. */
  samplesOf: (rawFile: string) => Float64Array | null
}

const LEFT_AS_IT_IS =
  'the file has been left as it is: restore it from a copy, or remove what is wrong by hand'

/**
 * Reads `results/<run>/`.
 * @throws UsageError with file, line and what was expected where a record is damaged. Nothing is changed.
 */
export function readRun(dir: string): StoredRun {
  const run = readRunRecord(join(dir, 'run.json'))
  const notices: string[] = []
  const journal = readLines(join(dir, 'trials.jsonl'), journalSchema, notices)
  const evidence = readLines(join(dir, 'evidence.jsonl'), evidenceSchema, notices)
  return { dir, run, journal, evidence, notices, samplesOf: (rawFile) => readSamples(join(dir, rawFile)) }
}

/** The record of a run alone, from its `run.json`. Throws like `readRun`. */
export function readRunRecord(file: string): RunRecord {
  if (!existsSync(file))
    throw new UsageError(
      `${file} is missing`,
      'name a folder that `npm run bench` wrote, such as results/sample',
    )
  let value: unknown
  try {
    value = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${messageOf(error)}`, LEFT_AS_IT_IS)
  }
  const version = (value as { schemaVersion?: unknown } | null)?.schemaVersion
  if (version !== SCHEMA_VERSION) {
    throw new UsageError(
      `${file} has schema version ${JSON.stringify(version)}; this hopbench reads version ${SCHEMA_VERSION}`,
      'build the report with the hopbench that measured it: run.json names it under host.versions',
    )
  }
  return checked(runSchema, value, file)
}

/** One record a line. A last line without its end was being written when the run was killed: it is left out, and said. */
function readLines<Record extends z.ZodType>(
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
    const place = `${file}:${index + 1}`
    let value: unknown
    try {
      value = JSON.parse(line)
    } catch (error) {
      throw new UsageError(`${place}  expected one JSON record: ${messageOf(error)}`, LEFT_AS_IT_IS)
    }
    return checked(schema, value, place)
  })
}

/** Enough to see what kind of damage it is. */
const MOST_ISSUES = 5

function checked<Record extends z.ZodType>(schema: Record, value: unknown, place: string): z.infer<Record> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issues = result.error.issues.flatMap(leaves).slice(0, MOST_ISSUES)
  throw new UsageError(
    `${place}  is not the record it should be:\n    ${issues.join('\n    ')}`,
    LEFT_AS_IT_IS,
  )
}

/** Of a record that may be of several kinds, what is wrong with the kind it is nearest to. */
function leaves(issue: z.core.$ZodIssue): string[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0)
    return [`${issue.path.map(String).join('.') || 'the record'}: ${issue.message}`]
  const nearest = issue.errors.toSorted((a, b) => a.length - b.length)[0]!
  return nearest.flatMap((inner) => leaves({ ...inner, path: [...issue.path, ...inner.path] }))
}

/** Doubles in the byte order of every machine hopbench runs on; read into memory of their own, where they are aligned. */
function readSamples(file: string): Float64Array | null {
  let bytes: Buffer
  try {
    bytes = readFileSync(file)
  } catch {
    return null
  }
  const samples = new Float64Array(Math.floor(bytes.byteLength / Float64Array.BYTES_PER_ELEMENT))
  new Uint8Array(samples.buffer).set(bytes.subarray(0, samples.byteLength))
  return samples
}
