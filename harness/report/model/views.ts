/** Arms and loads of a run as the report sees them: made once, handed to everything that speaks of them. */
import type { ReportInput } from '../report-input.ts'
import { armViews, type ArmView } from './arm-view.ts'
import { loadViews, type LoadView } from './load-view.ts'

export interface Views {
  /** In the scenario's order. */
  arms: ArmView[]
  /** The first is the one the answer is made from; a run without a baseline has none. */
  loads: LoadView[]
}

export function viewsOf(input: ReportInput): Views {
  const arms = armViews(input.run)
  return { arms, loads: loadViews(input, arms) }
}
