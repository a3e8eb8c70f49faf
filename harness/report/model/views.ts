/** The views of a run's arms and loads. They are made once and shared by all parts of the report. Arms with planted effects have none: their section shows them. */
import type { ReportInput } from '../report-input.ts'
import { armViews, type ArmView } from './arm-view.ts'
import { loadViews, type LoadView } from './load-view.ts'

export interface Views {
  /** In the scenario's order, without arms that have planted effects. */
  arms: ArmView[]
  /** The report's answer is made from the first; a run without a baseline has no loads here. */
  loads: LoadView[]
}

export function viewsOf(input: ReportInput): Views {
  const arms = armViews(input.run, input.analysis.capabilities)
  return { arms, loads: loadViews(input, arms) }
}
