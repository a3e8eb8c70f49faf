/** A line of the table of figures: an arm, and what its figures are against. */
import type { ArmView } from './arm-view.ts'
import type { LoadView } from './load-view.ts'

export interface Row {
  kind: 'baseline' | 'twin' | 'treatment' | 'pair'
  arm: ArmView
  /** The baseline, the direct chain of the arm's own cluster, or the other arm of a pair; the baseline is against itself. */
  other: ArmView
}

/** The baseline, its twins and each treatment in the scenario's order, then arms against one another. */
export const rowsOf = (view: LoadView): Row[] => [
  ...view.arms.map((arm): Row => ({ kind: arm.role, arm, other: view.against(arm) })),
  ...view.pairs.map(({ arm, other }): Row => ({ kind: 'pair', arm, other })),
]
