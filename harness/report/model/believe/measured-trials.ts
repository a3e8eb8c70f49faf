/** Trials of a run, and those of them that have figures. */
import type { MeasuredTrial, TrialRecord } from '../../../results/record.ts'
import type { ReportInput } from '../../report-input.ts'

export const trialsOf = ({ journal }: ReportInput): TrialRecord[] =>
  journal.filter((record) => record.kind === 'trial')
export const measuredOf = (input: ReportInput): MeasuredTrial[] =>
  trialsOf(input).filter((trial): trial is MeasuredTrial => trial.status !== 'failed')
