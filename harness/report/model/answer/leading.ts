/** The arms that the answer names, and the row of an arm. */
import type { ArmView } from '../arm-view.ts'
import type { LoadView } from '../load-view.ts'
import type { Row } from '../row.ts'

/**
 * The pair that is the question of most users: a mesh whose proxies read HTTP against a datapath without such proxies that
 * gives something too, as eBPF does. A mesh that encrypts comes first, as meshes do unless told otherwise. Otherwise the first compared
 * pair of different datapaths; undefined without one.
 */
export function mainPair(view: LoadView): LoadView['pairs'][number] | undefined {
  const pairs = view.pairs.filter(({ arm, other }) => arm.datapath !== other.datapath)
  const questions = pairs.filter(
    ({ arm, other }) =>
      has(arm, 'reads HTTP') && !has(other, 'reads HTTP') && other.capabilities.some((one) => one.could),
  )
  return questions.find(({ arm }) => has(arm, 'encrypts')) ?? questions[0] ?? pairs[0]
}

/** By what the datapath could give: this tells what kind of datapath it is, and credits nothing. */
const has = (arm: ArmView, mark: string): boolean =>
  arm.capabilities.some((one) => one.mark === mark && one.could)

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
