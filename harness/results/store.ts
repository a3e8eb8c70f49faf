/** Writes the folder of a run while it is being measured. Each record is on disk before the next trial begins. */
import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { BenchError, EXIT, messageOf, UsageError } from '../errors.ts'
import type { AttemptsMade } from '../flows/attempts-made.ts'
import type { FlowsAbout } from '../flows/flows-about.ts'
import { linesOf, openAppender } from './append-lines.ts'
import { foldRun } from './fold-run.ts'
import type { EndedRecord, Evidence, JournalRecord, PlanRecord, RunRecord } from './record.ts'
import type { Verdicts } from './verdicts.ts'

/**
 * Disk space that is reserved while the run goes on. When the disk is full the reserve is freed, so that the current record
 * and the end of the run can still be written. A record of a large topology has about 10 kB.
 */
const RESERVE_BYTES = 256 * 1024

/** Ends a run, because there is no room for further measurements. */
class DiskFullError extends BenchError {
  constructor(dir: string, cause: unknown) {
    super(
      `the disk is full: no room for further records in ${dir}`,
      `every record so far is safe; free some space, then run \`npm run report -- ${dir}\` to see what was measured`,
      EXIT.internal,
      { cause },
    )
  }
}

export interface RunStore {
  dir: string
  /** Folder of raw samples. */
  rawDir: string
  /** Folder of rendered configurations. */
  configDir: string
  /** Folder for the output of programs. */
  logDir: string
  /** @throws DiskFullError when the disk is full, after the record has been saved from the reserve. */
  append(record: JournalRecord): void
  appendEvidence(evidence: Evidence[]): void
  /**
   * Stores an arm's flows, one a line, and what stands beside them. A datapath that sees nothing has no file of flows. Returns the path of
   * the flows, relative to the run's folder.
   * @throws DiskFullError when the disk is full. Flow records do not use the reserve, which is for records that cannot be measured again.
   */
  keepFlows(arm: string, lines: object[], about: FlowsAbout): string
  /** Stores the truth about an arm's attempts, and what its datapath saw meanwhile; see `keepFlows`. */
  keepAttempts(arm: string, lines: object[], made: AttemptsMade): void
  /** Stores an arm's verdict matrix. Returns the path of its file, relative to the run's folder; see `keepFlows`. */
  keepVerdicts(verdicts: Verdicts): string
  /** @throws DiskFullError when `failure` was caused by a full disk, because the next step would fail too. */
  endIfFull(failure: unknown): void
  /** Records how the run ended, and writes `run.json`, which is folded from plan and journal. Nothing can be appended afterwards. */
  finish(ended: Pick<EndedRecord, 'status' | 'reason'>): RunRecord
}

/**
 * Makes `results/<run>/` with the plan. Every record is appended and synced, so that a kill at any moment loses at most the
 * record being written.
 * @throws UsageError when the folder cannot be made.
 */
export function createRunStore(outDir: string, plan: PlanRecord): RunStore {
  const dir = join(outDir, plan.id)
  const [rawDir, configDir, logDir] = [join(dir, 'raw'), join(dir, 'configs'), join(dir, 'logs')]
  let reserve: number | null
  try {
    mkdirSync(rawDir, { recursive: true })
    mkdirSync(configDir)
    mkdirSync(logDir)
    reserve = reserveSpace(join(dir, '.reserve'))
    writeWhole(join(dir, 'plan.json'), plan)
  } catch (error) {
    rmSync(dir, { recursive: true, force: true })
    throw new UsageError(
      `the results cannot be written to ${dir}: ${messageOf(error)}`,
      'choose a folder you may write to with --out, or free some space; nothing has been started',
    )
  }
  const giveUpReserve = () => {
    if (reserve !== null) closeSync(reserve)
    reserve = null
  }
  /** Calls `write`. On a full disk it frees the reserve, calls `write` again, and ends the run with a DiskFullError. */
  const orFromReserve = (write: () => void) => {
    try {
      write()
    } catch (error) {
      if (!isFull(error)) throw error
      giveUpReserve()
      write()
      throw new DiskFullError(dir, error)
    }
  }
  const journal = openAppender(join(dir, 'journal.jsonl'))
  const evidenceFile = openAppender(join(dir, 'evidence.jsonl'))
  const facts: JournalRecord[] = []
  /** Writes lines, where there are any, and the record that stands beside them: both or neither. */
  const keepLines = (path: string, lines: object[] | null, beside: { path: string; record: object }) => {
    try {
      mkdirSync(dirname(beside.path), { recursive: true })
      if (lines) writeFileSync(path, linesOf(lines), { flush: true })
      writeWhole(beside.path, beside.record)
    } catch (error) {
      rmSync(path, { force: true })
      if (!isFull(error)) throw error
      throw new DiskFullError(dir, error)
    }
  }
  const append = (record: JournalRecord) => {
    journal.append([record])
    facts.push(record)
  }
  return {
    dir,
    rawDir,
    configDir,
    logDir,
    append: (record) => orFromReserve(() => append(record)),
    appendEvidence: (evidence) => orFromReserve(() => evidenceFile.append(evidence)),
    keepFlows(arm, lines, about) {
      const file = join('flows', `${arm}.jsonl`)
      keepLines(join(dir, file), about.sees === 'nothing' ? null : lines, {
        path: join(dir, 'flows', `${arm}.about.json`),
        record: about,
      })
      return file
    },
    keepAttempts(arm, lines, made) {
      const base = join(dir, 'flows', `${arm}.attempts`)
      keepLines(`${base}.jsonl`, lines.length === 0 ? null : lines, { path: `${base}.json`, record: made })
    },
    keepVerdicts(verdicts) {
      const file = join('policy', `${verdicts.arm}.json`)
      const path = join(dir, file)
      keepLines(path, null, { path, record: verdicts })
      return file
    },
    endIfFull(failure) {
      if (failure instanceof DiskFullError) throw failure
      if (!isFull(failure)) return
      giveUpReserve()
      throw new DiskFullError(dir, failure)
    },
    finish(ended) {
      giveUpReserve()
      append({ kind: 'ended', startedAt: new Date().toISOString(), ...ended })
      const run = foldRun(plan, facts)
      writeWhole(join(dir, 'run.json'), run)
      journal.close()
      evidenceFile.close()
      return run
    },
  }
}

/** Writes a new file and renames it, so that no reader ever sees half a record. */
function writeWhole(path: string, record: object): void {
  try {
    writeFileSync(`${path}.new`, JSON.stringify(record, null, 2) + '\n', { flush: true })
    renameSync(`${path}.new`, path)
  } finally {
    rmSync(`${path}.new`, { force: true })
  }
}

/** Whether the disk is full. It looks at the message, which includes Node's error code, because errors of other processes arrive only as text. A used-up quota counts as a full disk. */
const isFull = (failure: unknown): boolean =>
  /ENOSPC|EDQUOT|no space left on device|quota exceeded/i.test(messageOf(failure))

/** Reserves disk space with a file that is already unlinked. Closing the file, or the end of this process, frees the space. */
function reserveSpace(path: string): number {
  const file = openSync(path, 'w')
  rmSync(path)
  try {
    writeFileSync(file, Buffer.alloc(RESERVE_BYTES, 1))
    return file
  } catch (error) {
    closeSync(file)
    throw error
  }
}
