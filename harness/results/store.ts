/** Writes the folder of a run while it is being measured. Each record is on disk before the next trial begins. */
import { closeSync, existsSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { BenchError, EXIT, messageOf, UsageError } from '../errors.ts'
import type { AttemptsMade } from '../flows/attempts-made.ts'
import type { FlowsAbout } from '../flows/flows-about.ts'
import { shellWord } from '../words/shell-word.ts'
import { linesOf, openAppender } from './append-lines.ts'
import { foldRun } from './fold-run.ts'
import { inSession } from './in-session.ts'
import type { EndedRecord, Evidence, JournalRecord, PlanRecord, RunRecord } from './record.ts'
import { sync, writeWhole } from './synced.ts'
import type { Verdicts } from './verdicts.ts'
import { makeFolder } from '../system/make-folder.ts'

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
      `every record so far is safe; free some space, then \`npm run bench -- --resume ${shellWord(dir)}\` measures the rest, and \`npm run report -- ${shellWord(dir)}\` shows what was measured`,
      EXIT.internal,
      { cause },
    )
  }
}

export interface RunStore {
  dir: string
  /** How often the run had been resumed before; 0 in a run that was not. */
  session: number
  /** Every record of the journal so far. */
  facts: readonly JournalRecord[]
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
 * @param resume what a later `--resume` needs, as `resume.json` keeps it; null for a run that cannot be resumed
 * @throws UsageError when the folder cannot be made.
 */
export function createRunStore(outDir: string, plan: PlanRecord, resume: object | null = null): RunStore {
  const dir = join(outDir, plan.id)
  try {
    const reserve = prepare(dir)
    if (resume) writeWhole(join(dir, RESUME), resume)
    writeWhole(join(dir, 'plan.json'), plan)
    const store = storeIn(dir, plan, { facts: [], session: 0, reserve })
    for (const folder of [dir, outDir]) sync(folder)
    return store
  } catch (error) {
    rmSync(dir, { recursive: true, force: true })
    throw new UsageError(
      `the results cannot be written to ${dir}: ${messageOf(error)}`,
      'choose a folder you may write to with --out, or free some space; nothing has been started',
    )
  }
}

/** Of a run's folder: what a later `--resume` needs besides the plan. */
export const RESUME = 'resume.json'

/**
 * Goes on writing the folder of a run that was cut. Torn ends must have been cut off before.
 * @param facts every record of the journal
 * @throws UsageError when nothing can be written there; the folder then stays as it is
 */
export function reopenRunStore(dir: string, plan: PlanRecord, facts: readonly JournalRecord[]): RunStore {
  try {
    const reserve = prepare(dir)
    rmSync(join(dir, 'run.json'), { force: true }) // it tells of an end that is none any more
    const session = facts.filter(({ kind }) => kind === 'resumed').length + 1
    return storeIn(dir, plan, { facts: [...facts], session, reserve })
  } catch (error) {
    throw new UsageError(
      `the results cannot be written to ${dir}: ${messageOf(error)}`,
      'free some space, or make the folder writable; nothing has been started, and every record is still there',
    )
  }
}

/** Makes the folders of a run that are missing, and reserves space for its end. */
function prepare(dir: string): number {
  for (const folder of ['raw', 'configs', 'logs']) makeFolder(join(dir, folder))
  return reserveSpace(join(dir, '.reserve'))
}

function storeIn(
  dir: string,
  plan: PlanRecord,
  { facts, session, ...had }: { facts: JournalRecord[]; session: number; reserve: number },
): RunStore {
  let reserve: number | null = had.reserve
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
  /** Writes lines, where there are any, and the record that stands beside them: both or neither. */
  const keepLines = (path: string, lines: object[] | null, beside: { path: string; record: object }) => {
    try {
      makeFolder(dirname(beside.path))
      if (lines) writeFileSync(path, linesOf(lines), { flush: true })
      else rmSync(path, { force: true }) // of a bring-up that was cut
      writeWhole(beside.path, beside.record)
    } catch (error) {
      rmSync(path, { force: true })
      if (!isFull(error)) throw error
      throw new DiskFullError(dir, error)
    }
  }
  const append = (fact: JournalRecord) => {
    const record = inSession(fact, session)
    // The pages of a trial are on disk before its record says so.
    if (record.kind === 'trial' && record.status !== 'failed' && record.latency)
      syncIfThere(join(dir, record.latency.rawFile))
    journal.append([record])
    facts.push(record)
  }
  return {
    dir,
    session,
    facts,
    rawDir: join(dir, 'raw'),
    configDir: join(dir, 'configs'),
    logDir: join(dir, 'logs'),
    append: (record) => orFromReserve(() => append(record)),
    appendEvidence: (evidence) =>
      orFromReserve(() => evidenceFile.append(evidence.map((one) => inSession(one, session)))),
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

/** Arms of tests write no samples. */
function syncIfThere(file: string): void {
  if (!existsSync(file)) return
  sync(file)
  sync(dirname(file))
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
