/** Tries the cells of a verdict matrix: one known denial and one known allowance first, then the others, then again what deviated. */
import type { MadeTry } from '../flows/attempts-made.ts'
import { isDenial, wasAsExpected, type VerdictCell } from '../results/verdicts.ts'

/** Tries cells, all at once. Returns a try for each. */
export type TryCells = (cells: readonly VerdictCell[]) => Promise<MadeTry[]>

/** A deviation that lasts is there both times; more would not tell more. */
const AGAIN = 2

/**
 * Adds to each cell its tries. A datapath that enforces nothing, or lets nothing through, is told by the first two cells.
 * @returns of which kinds one cell was tried first, and ended as expected
 */
export async function tryVerdicts(
  cells: readonly VerdictCell[],
  tryCells: TryCells,
): Promise<('allowed' | 'denied')[]> {
  const toTry = cells.filter(({ notTried }) => notTried === undefined)
  const ofKind = (denied: boolean) =>
    toTry.find(({ expected: { outcome } }) => isDenial(outcome) === denied)
  const known = { denied: ofKind(true), allowed: ofKind(false) }
  const first = [known.denied, known.allowed].filter((cell) => cell !== undefined)
  await add(first)
  await add(toTry.filter((cell) => !first.includes(cell)))
  for (let again = 0; again < AGAIN; again += 1) await add(toTry.filter((cell) => !wasAsExpected(cell, -1)))
  return (['denied', 'allowed'] as const).filter((kind) => {
    const cell = known[kind]
    return cell !== undefined && wasAsExpected(cell, 0)
  })

  async function add(some: readonly VerdictCell[]): Promise<void> {
    if (some.length === 0) return
    const tries = await tryCells(some)
    some.forEach((cell, index) => cell.tries.push(tries[index]!))
  }
}
