/** What a report is made from: records and their analysis, nothing else. */
import type { Sight } from '../flows/seen-by.ts'
import type { Prices } from '../prices/schema.ts'
import type { Calibration } from '../results/calibration.ts'
import type { Evidence, JournalRecord, RunRecord } from '../results/record.ts'
import type { Verdicts } from '../results/verdicts.ts'
import type { Analysis } from '../stats/analysis.ts'

export interface ReportInput {
  run: RunRecord
  journal: JournalRecord[]
  /** Name of the file with the journal, to which the report links. */
  journalFile?: string
  /** Whether the run's folder has the rendered configurations, to which the report links. */
  hasConfigs?: boolean
  evidence: Evidence[]
  analysis: Analysis
  /** What each arm's datapath saw; absent or empty for a run without flows. */
  sights?: Sight[]
  /** The verdict matrices of the arms; absent or empty for a run without policies of files. */
  verdicts?: Verdicts[]
  /** What the bill is computed with. */
  prices: Prices
  /** The run's `calibration.json`, where it has one. */
  calibration?: Calibration | null
}
