/** Tries cells of a verdict matrix from inside the pods of their callers. */
import type { TryCells } from '../../../arm/try-verdicts.ts'
import type { MadeTry } from '../../../flows/attempts-made.ts'
import type { VerdictCell } from '../../../results/verdicts.ts'
import type { Order, Reported } from '../attempts/order.ts'
import type { Cell } from './cells.ts'

export type Target = Order['targets'][number]

/** Between two tries of a pod: all at once would be hundreds of connections in the same moment. */
const EVERY_MS = 2
/** Pods that try at the same time; each is a Node process of 60 ms of CPU. */
const PODS_AT_ONCE = 4

/**
 * Tries each caller's cells by one program in its pod.
 * @param run runs an order in the pod of that name
 */
export const tryFromPods =
  (targetOf: (cell: Cell) => Target, run: (from: string, order: Order) => Promise<Reported[]>): TryCells =>
  async (cells) => {
    const groups = [...Map.groupBy(cells as readonly Cell[], ({ from }) => from)]
    const found = new Map<VerdictCell, MadeTry>()
    while (groups.length > 0)
      await Promise.all(
        groups.splice(0, PODS_AT_ONCE).map(async ([from, own]) => {
          const tried = await run(from, { targets: own.map(targetOf), times: 1, everyMs: EVERY_MS })
          for (const { target, ...made } of tried) found.set(own[target]!, made)
        }),
      )
    return cells.map((cell) => found.get(cell)!)
  }
