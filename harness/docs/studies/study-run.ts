/** A committed run, analysed for the page of studies. */
import { join } from 'node:path'
import { readRun, type StoredRun } from '../../results/read-run.ts'
import type { Analysis } from '../../stats/analysis.ts'
import { analyze } from '../../stats/analyze.ts'
import { ROOT } from '../pages.ts'

export interface StudyRun extends StoredRun {
  analysis: Analysis
}

/** @param folder under the root of the repository */
export function studyRun(folder: string): StudyRun {
  const stored = readRun(join(ROOT, folder))
  const { run, journal, evidence, samplesOf } = stored
  return { ...stored, analysis: analyze(run, journal, evidence, samplesOf) }
}

/** "+10.8 ± 1.5 µs" */
export const plusMinus = (middle: number, half: number, digits: number, unit: string): string =>
  `${middle < 0 ? '−' : '+'}${Math.abs(middle).toFixed(digits)} ± ${half.toFixed(digits)} ${unit}`
