/** What every format is written from: a run's records and their analysis, as a report has them. */
import type { Evidence, JournalRecord, RunRecord } from '../../results/record.ts'
import type { Analysis, Noise } from '../../stats/analysis.ts'
import type { SamplesOf } from '../../stats/measurements.ts'

export interface ExportedRun {
  run: RunRecord
  journal: readonly JournalRecord[]
  evidence: readonly Evidence[]
  analysis: Analysis
  samplesOf: SamplesOf
}

/** Which arms and loads are exported; all of them where absent. */
export interface Selection {
  arm?: string
  load?: string
}

export const isSelected = ({ arm, load }: Selection, of: { arm: string; load: string | null }): boolean =>
  (arm === undefined || of.arm === arm) && (load === undefined || of.load === null || of.load === load)

/** The machine's verdict for a load; null for a load that was never judged. */
export const verdictOf = ({ noise }: Analysis, load: string): Noise['verdict'] | null =>
  noise.find((one) => one.load === load)?.verdict ?? null

/** Arms that datapaths are judged by: those with planted effects are made worse on purpose. */
export const judgedArms = ({ arms }: RunRecord): RunRecord['arms'] =>
  arms.filter(({ role }) => role !== 'planted')
