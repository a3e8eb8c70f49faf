/** A row of the table of figures: an arm, and the arm that its figures are compared with. */
import type { ArmView } from './arm-view.ts'
import type { LoadView } from './load-view.ts'

export interface Row {
  kind: 'baseline' | 'twin' | 'treatment' | 'pair'
  arm: ArmView
  /** The arm compared with: the baseline, the direct chain of the arm's own cluster, or the other arm of a pair. For the baseline's row it is the baseline itself. */
  other: ArmView
}

/** Rows for the baseline, its twins and each treatment in the scenario's order, then rows for pairs of arms. */
export const rowsOf = (view: LoadView): Row[] => [
  ...view.arms.map((arm): Row => ({ kind: arm.role, arm, other: view.against(arm) })),
  ...view.pairs.map(({ arm, other }): Row => ({ kind: 'pair', arm, other })),
]
