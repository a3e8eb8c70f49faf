/** The folder of a run while it is being measured: each record is on disk before the next trial begins. */
import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BenchError, EXIT, messageOf, UsageError } from '../errors.ts'
import { linesOf, openAppender } from './append-lines.ts'
import { foldRun } from './fold-run.ts'
import type { EndedRecord, Evidence, JournalRecord, PlanRecord, RunRecord } from './record.ts'

/**
 * Kept for the moment the disk is full: given up then, so that the record at hand and the run's end can still be
 * written. A record of a large topology is about 10 kB.
 */
const RESERVE_BYTES = 256 * 1024

/** Ends a run: there is nowhere to keep what it would measure. */
class DiskFullError extends BenchError {
  constructor(dir: string, cause: unknown) {
    super(
      `the disk is full: no room for further records in ${dir}`,
      `every record so far is safe; free some space, then \`npm run report -- ${dir}\` shows what was measured`,
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
  /** Folder of what the programs printed. */
  logDir: string
  /** @throws DiskFullError when the disk is full, after the record has been saved from the reserve. */
  append(record: JournalRecord): void
  appendEvidence(evidence: Evidence[]): void
  /**
   * Keeps an arm's flow records, one a line; returns the file, relative to the run's folder.
   * @throws DiskFullError when the disk is full; the reserve is left for what cannot be had again.
   */
  keepFlows(arm: string, flows: { source: string; arm: string; flow: object }[]): string
  /** @throws DiskFullError when that is why something failed: whatever came next would fail too. */
  endIfFull(failure: unknown): void
  /** Writes down how the run ended, and `run.json`, which is folded from plan and journal. Nothing can be appended after it. */
  finish(ended: Pick<EndedRecord, 'status' | 'reason'>): RunRecord
}

/**
 * Makes `results/<run>/` with the frozen plan. Every file is appended and synced, so a kill at any moment loses at most the
 * record being written.
 * @throws UsageError where the folder cannot be made.
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
  /** Does `write`; on a full disk gives up the reserve, does it again, and ends the run in words. */
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
    keepFlows(arm, flows) {
      const file = join('flows', `${arm}.jsonl`)
      const path = join(dir, file)
      try {
        mkdirSync(join(dir, 'flows'), { recursive: true })
        writeFileSync(path, linesOf(flows), { flush: true })
      } catch (error) {
        rmSync(path, { force: true })
        if (!isFull(error)) throw error
        throw new DiskFullError(dir, error)
      }
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

/** Written beside and renamed: a reader never sees half of it. */
function writeWhole(path: string, record: object): void {
  try {
    writeFileSync(`${path}.new`, JSON.stringify(record, null, 2) + '\n', { flush: true })
    renameSync(`${path}.new`, path)
  } finally {
    rmSync(`${path}.new`, { force: true })
  }
}

/** Told by the words, with Node's code in them: from other processes nothing else gets here. A used-up quota is a full disk too. */
const isFull = (failure: unknown): boolean =>
  /ENOSPC|EDQUOT|no space left on device|quota exceeded/i.test(messageOf(failure))

/** Takes space that goes back when it is closed, or when this process ends: a file that has no name any more. */
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
