/** The arms that the answer names, and the row of an arm. */
import type { ArmView } from '../arm-view.ts'
import type { LoadView } from '../load-view.ts'
import type { Row } from '../row.ts'

/** The first compared pair of different datapaths, such as sidecar and eBPF, which is the question of most users; undefined without one. */
export const mainPair = (view: LoadView): LoadView['pairs'][number] | undefined =>
  view.pairs.find(({ arm, other }) => arm.datapath !== other.datapath)

/** The arms that the headline names. */
export function leading(view: LoadView, present: readonly ArmView[]): ArmView[] {
  const pair = mainPair(view)
  // The plain network in a mesh's cluster is only there to be compared with.
  const own = present.filter(({ clusterOf }) => clusterOf === null)
  const wanted = pair ? [pair.arm, pair.other] : own.slice(0, 3)
  return wanted.filter((arm) => present.includes(arm))
}

export const treatmentRow = (arm: ArmView, view: LoadView): Row => ({
  kind: 'treatment',
  arm,
  other: view.against(arm),
})
