/** A committed run, analysed for the page of studies. */
import { join } from 'node:path'
import { readRun, type StoredRun } from '../../results/read-run.ts'
import type { JournalRecord } from '../../results/record.ts'
import type { Analysis } from '../../stats/analysis.ts'
import { analyze } from '../../stats/analyze.ts'
import { ROOT } from '../pages.ts'

export interface StudyRun extends StoredRun {
  analysis: Analysis
  /** Trials that the run itself excludes. */
  excluded: { trials: number; of: number }
}

/**
 * @param folder under the root of the repository
 * @param takeAll whether trials count that the run itself excludes, to show what would come of them
 */
export function studyRun(folder: string, { takeAll = false } = {}): StudyRun {
  const stored = readRun(join(ROOT, folder))
  const { run, evidence, samplesOf } = stored
  const trials = stored.journal.filter((record) => record.kind === 'trial')
  const excluded = {
    trials: trials.filter(({ status }) => status === 'invalid').length,
    of: trials.length,
  }
  const journal = takeAll ? stored.journal.map(counting) : stored.journal
  return { ...stored, journal, excluded, analysis: analyze(run, journal, evidence, samplesOf) }
}

function counting(record: JournalRecord): JournalRecord {
  if (record.kind !== 'trial' || record.status !== 'invalid') return record
  const { reasons, ...rest } = record
  return { ...rest, status: 'completed', flags: reasons }
}

/** "144 of 144 trials" */
export const excludedText = ({ excluded }: StudyRun): string =>
  `Trials that the run itself excludes: ${excluded.trials} of ${excluded.of}.`

/** "+10.8 ± 1.5 µs" */
export const plusMinus = (middle: number, half: number, digits: number, unit: string): string =>
  `${middle < 0 ? '−' : '+'}${Math.abs(middle).toFixed(digits)} ± ${half.toFixed(digits)} ${unit}`
