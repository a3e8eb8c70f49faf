/** The folder of a run while it is being measured: each record is on disk before the next trial begins. */
import { closeSync, fsyncSync, ftruncateSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { BenchError, EXIT, messageOf, UsageError } from '../errors.ts'
import type { Evidence, JournalRecord, RunRecord } from './record.ts'

/**
 * Kept free for the moment the disk is full: given up then, so that the record at hand and the run's end can still be
 * written. A record of a large topology is about 10 kB.
 */
const RESERVE_BYTES = 256 * 1024

export interface RunStore {
  dir: string
  /** Folder of raw samples. */
  rawDir: string
  /** Folder of rendered configurations. */
  configDir: string
  /** Folder of what the programs printed. */
  logDir: string
  writeRun(run: RunRecord): void
  /** @throws BenchError when the disk is full, after the record has been saved from the reserve. */
  append(record: JournalRecord): void
  appendEvidence(evidence: Evidence[]): void
  close(): void
}

/**
 * Makes `results/<run>/`. Every file is appended and synced, so a kill at any moment loses at most the record being written.
 * @throws UsageError where the folder cannot be made.
 */
export function createRunStore(outDir: string, runId: string): RunStore {
  const dir = join(outDir, runId)
  const [rawDir, configDir, logDir] = [join(dir, 'raw'), join(dir, 'configs'), join(dir, 'logs')]
  const reserve = join(dir, '.reserve')
  try {
    mkdirSync(rawDir, { recursive: true })
    mkdirSync(configDir)
    mkdirSync(logDir)
    writeFileSync(reserve, Buffer.alloc(RESERVE_BYTES, 1))
  } catch (error) {
    throw new UsageError(
      `the results cannot be written to ${dir}: ${messageOf(error)}`,
      'choose a folder you may write to with --out, or free some space; nothing has been started',
    )
  }
  const journal = openAppender(join(dir, 'trials.jsonl'))
  const evidenceFile = openAppender(join(dir, 'evidence.jsonl'))

  /** Does `write`; on a full disk gives up the reserve, does it again, and ends the run in words. */
  const orFromReserve = (write: () => void) => {
    try {
      write()
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
      rmSync(reserve, { force: true })
      write()
      throw new BenchError(
        `the disk is full: no room for further records in ${dir}`,
        `every record so far is safe; free some space, then \`npm run report -- ${runId}\` shows what was measured`,
        EXIT.internal,
        { cause: error },
      )
    }
  }
  return {
    dir,
    rawDir,
    configDir,
    logDir,
    writeRun: (run) =>
      orFromReserve(() => {
        const path = join(dir, 'run.json')
        // Written beside and renamed: a reader never sees half of it.
        writeFileSync(`${path}.new`, JSON.stringify(run, null, 2) + '\n', { flush: true })
        renameSync(`${path}.new`, path)
      }),
    append: (record) => orFromReserve(() => journal.append([record])),
    appendEvidence: (evidence) => orFromReserve(() => evidenceFile.append(evidence)),
    close() {
      rmSync(reserve, { force: true })
      journal.close()
      evidenceFile.close()
    },
  }
}

/** Appends whole lines or nothing: what a failed write left behind is cut off again. */
function openAppender(path: string) {
  const file = openSync(path, 'a')
  let length = 0
  return {
    append(records: object[]) {
      const lines = Buffer.from(records.map((record) => JSON.stringify(record) + '\n').join(''))
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
