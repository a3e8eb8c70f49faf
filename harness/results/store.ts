/** The folder of a run while it is being measured: each record is on disk before the next trial begins. */
import {
  closeSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { BenchError, EXIT, messageOf, UsageError } from '../errors.ts'
import type { Evidence, JournalRecord, RunRecord } from './record.ts'

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
  writeRun(run: RunRecord): void
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
  /** Writes the run as it ended. Nothing can be appended after it. */
  finish(run: RunRecord): void
}

/**
 * Makes `results/<run>/`. Every file is appended and synced, so a kill at any moment loses at most the record being written.
 * @throws UsageError where the folder cannot be made.
 */
export function createRunStore(outDir: string, runId: string): RunStore {
  const dir = join(outDir, runId)
  const [rawDir, configDir, logDir] = [join(dir, 'raw'), join(dir, 'configs'), join(dir, 'logs')]
  let reserve: number | null
  try {
    mkdirSync(rawDir, { recursive: true })
    mkdirSync(configDir)
    mkdirSync(logDir)
    reserve = reserveSpace(join(dir, '.reserve'))
  } catch (error) {
    rmSync(dir, { recursive: true, force: true })
    throw new UsageError(
      `the results cannot be written to ${dir}: ${messageOf(error)}`,
      'choose a folder you may write to with --out, or free some space; nothing has been started',
    )
  }
  const journal = openAppender(join(dir, 'trials.jsonl'))
  const evidenceFile = openAppender(join(dir, 'evidence.jsonl'))

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
  const writeRun = (run: RunRecord) => {
    const path = join(dir, 'run.json')
    try {
      // Written beside and renamed: a reader never sees half of it.
      writeFileSync(`${path}.new`, JSON.stringify(run, null, 2) + '\n', { flush: true })
      renameSync(`${path}.new`, path)
    } finally {
      rmSync(`${path}.new`, { force: true })
    }
  }
  return {
    dir,
    rawDir,
    configDir,
    logDir,
    writeRun: (run) => orFromReserve(() => writeRun(run)),
    append: (record) => orFromReserve(() => journal.append([record])),
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
    finish(run) {
      giveUpReserve()
      writeRun(run)
      journal.close()
      evidenceFile.close()
    },
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

const linesOf = (records: object[]): string => records.map((record) => JSON.stringify(record) + '\n').join('')

/** Appends whole lines or nothing: what a failed write left behind is cut off again. */
function openAppender(path: string) {
  const file = openSync(path, 'a')
  let length = 0
  return {
    append(records: object[]) {
      const lines = Buffer.from(linesOf(records))
      try {
        let written = 0
        while (written < lines.length) written += writeSync(file, lines, written)
        fsyncSync(file)
      } catch (error) {
        ftruncateSync(file, length)
        throw error
      }
      length += lines.length
    },
    close: () => closeSync(file),
  }
}
