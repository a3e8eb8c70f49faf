/** Reads a run's folder and checks every record. Works on any machine and without root. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '../errors.ts'
import { checkPlan, checkScenario } from './check-plan.ts'
import { foldRun } from './fold-run.ts'
import { readRawFile } from './raw-file.ts'
import { checked, LEFT_AS_IT_IS, readJson, readLines } from './read-records.ts'
import {
  evidenceSchema,
  journalSchema,
  planSchema,
  SCHEMA_VERSION,
  type Evidence,
  type JournalRecord,
  type PlanRecord,
  type RunRecord,
} from './record.ts'
import { withoutNumbers } from './raw-samples.ts'
import { whatCounts } from './what-counts.ts'
import { convertRun, convertRunRecord } from './v1/convert.ts'
import { callsOfServices } from './v1/edges.ts'
import * as v1 from './v1/record.ts'

export interface StoredRun {
  dir: string
  run: RunRecord
  /** The records that count: without those that a resumed run has measured again. */
  journal: JournalRecord[]
  /** Name of the file that holds the journal. */
  journalFile: string
  evidence: Evidence[]
  /** Sentences about the files for the reader of a report, such as a record that a kill cut off. */
  notices: string[]
  /** Contents of a raw file in the layout of raw-samples.ts; null when the file is gone. */
  samplesOf: (rawFile: string) => Float64Array | null
}

const JOURNAL = 'journal.jsonl'

/**
 * Reads `results/<run>/`. A run of version 1 is converted.
 * @throws UsageError with file, line and what was expected where a record is damaged. Nothing is changed.
 */
export function readRun(dir: string): StoredRun {
  const notices: string[] = []
  const stored = { dir, notices, samplesOf: (rawFile: string) => readRawFile(join(dir, rawFile)) }
  const evidenceFile = join(dir, 'evidence.jsonl')
  const old = readOldRun(dir)
  if (old) {
    const journalFile = 'trials.jsonl'
    const journal = readLines(join(dir, journalFile), v1.journalSchema, notices)
    const evidence = readLines(evidenceFile, v1.evidenceSchema, notices)
    const samplesOf = (rawFile: string) => {
      const clocks = stored.samplesOf(rawFile)
      return clocks && withoutNumbers(clocks)
    }
    return { ...stored, samplesOf, journalFile, ...convertRun({ run: old, journal, evidence }) }
  }
  const journal = readLines(join(dir, JOURNAL), journalSchema, notices)
  const evidence = readLines(evidenceFile, evidenceSchema, notices)
  refuseLostJournal(dir, { journal, evidence })
  if (evidence.length === 0 && journal.some(({ kind }) => kind === 'trial'))
    notices.push(
      `${evidenceFile} is missing or empty: what this run proved is not known, and its figures are withheld`,
    )
  return {
    ...stored,
    journalFile: JOURNAL,
    run: foldRun(readPlan(dir), journal),
    ...whatCounts(journal, evidence),
  }
}

/**
 * A run that has ended, or has proved an arm, had written its journal before. Without its journal such a run would look like one that
 * measured nothing.
 * @throws UsageError when the journal is gone or empty
 */
function refuseLostJournal(
  dir: string,
  { journal, evidence }: Pick<StoredRun, 'journal' | 'evidence'>,
): void {
  if (journal.length > 0 || (evidence.length === 0 && !existsSync(join(dir, 'run.json')))) return
  throw new UsageError(
    `${join(dir, JOURNAL)} is missing or empty, but the run had written it`,
    'restore it from a copy of the run; hopbench has not changed the folder',
  )
}

/** Every record of a run of version 2, also those that do not count any more. Throws like `readRun`. */
export function readAllRecords(dir: string): { journal: JournalRecord[]; evidence: Evidence[] } {
  const journal = readLines(join(dir, JOURNAL), journalSchema, [])
  const evidence = readLines(join(dir, 'evidence.jsonl'), evidenceSchema, [])
  refuseLostJournal(dir, { journal, evidence })
  return { journal, evidence }
}

/** Reads only the run record, without journal and samples of trials. Throws like `readRun`. */
export function readRunRecord(dir: string): RunRecord {
  const old = readOldRun(dir)
  if (old) return convertRunRecord(old)
  return foldRun(readPlan(dir), readLines(join(dir, JOURNAL), journalSchema, []))
}

/** `run.json` of version 1; null where the folder holds a run of a later version. */
function readOldRun(dir: string): v1.RunRecord | null {
  if (existsSync(join(dir, 'plan.json'))) return null
  const file = join(dir, 'run.json')
  if (!existsSync(file))
    throw new UsageError(
      `${join(dir, 'plan.json')} is missing`,
      'name a folder that `npm run bench` wrote, such as results/sample',
    )
  const value = readJson(file)
  if (versionOf(value) === SCHEMA_VERSION)
    throw new UsageError(
      `${join(dir, 'plan.json')} is missing; without it ${file} tells nothing that can be judged`,
      'restore it from a copy of the run; hopbench has not changed the folder',
    )
  if (versionOf(value) !== v1.SCHEMA_VERSION) throw otherVersion(file, value)
  const run = checked(v1.runSchema, value, file)
  checkScenario(run.scenario.hopsPerPage, callsOfServices(run.scenario), file)
  return run
}

/** Reads the plan alone. Throws like `readRun`. */
export function readPlan(dir: string): PlanRecord {
  const file = join(dir, 'plan.json')
  const value = readJson(file)
  if (versionOf(value) !== SCHEMA_VERSION) throw otherVersion(file, value)
  return checkPlan(checked(planSchema, value, file), file)
}

const versionOf = (value: unknown): unknown => (value as { schemaVersion?: unknown } | null)?.schemaVersion

function otherVersion(file: string, value: unknown): UsageError {
  const version = versionOf(value)
  if (version === undefined)
    return new UsageError(`${file} has no schemaVersion, so it is not the record of a run`, LEFT_AS_IT_IS)
  return new UsageError(
    `${file} has schema version ${JSON.stringify(version)}; this hopbench reads versions ${v1.SCHEMA_VERSION} and ${SCHEMA_VERSION}`,
    'build the report with the version of hopbench that measured the run; the file names it under code.version. The file has not been changed',
  )
}
