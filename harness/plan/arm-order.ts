/** The orders of a run: in which order each bring-up raises the arms, and each round measures them. Pure. */
import type { ArmSpec } from '../scenario/schema.ts'
import { measuresPlanted, placePlanted } from './planted-order.ts'
import { orderByGroup, roundOrder } from './williams-square.ts'

export interface OrderInput {
  arms: readonly Pick<ArmSpec, 'name' | 'planted'>[]
  /** Names of the arms that are measured one after the other, for each group; absent where any arm may follow any other. */
  groups: readonly (readonly string[])[] | undefined
  rounds: number
  roundsPerBringUp: number
  bringUps: number
  seed: string
}

/** Names of the arms in the order of each round, and in the order in which each bring-up raises them. */
export function armOrders(input: OrderInput): { order: string[][]; raiseOrder: string[][] } {
  const { arms, groups, rounds, roundsPerBringUp, bringUps, seed } = input
  const compared = arms.filter(({ planted }) => !planted).map(({ name }) => name)
  let order = orderByGroup(groups ?? [compared], rounds, seed)
  let raiseOrder = roundOrder(compared, bringUps, `${seed}/raise`)
  for (const { name, planted } of arms) {
    if (!planted) continue
    const due = order.filter((_, round) => measuresPlanted(round, roundsPerBringUp))
    const placed = placePlanted(due, name, seed).values()
    order = order.map((row, round) => (measuresPlanted(round, roundsPerBringUp) ? placed.next().value! : row))
    raiseOrder = placePlanted(raiseOrder, name, `${seed}/raise`)
  }
  return { order, raiseOrder }
}
