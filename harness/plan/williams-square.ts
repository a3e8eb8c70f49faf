/** Orders in which each arm runs directly after each other arm equally often, so that the arm before cannot favour one arm. */
import { seededRandom, type SeededRandom } from '../numbers/seeded-random.ts'

/**
 * Rows of arm indices, balanced for first-order carry-over: Williams, "Experimental designs balanced for the estimation of
 * residual effects of treatments", Australian Journal of Scientific Research A 2 (1949). With an even number of arms there
 * are as many rows as arms. With an odd number one square cannot be balanced, so the mirrored square follows.
 */
export function williamsSquare(arms: number): number[][] {
  // 0, 1, n−1, 2, n−2, …: neighbours differ by every amount once. Adding a constant to a row preserves this property.
  const first = Array.from({ length: arms }, (_, index) =>
    index % 2 === 1 ? (index + 1) / 2 : (arms - index / 2) % arms,
  )
  const square = first.map((_, shift) => first.map((arm) => (arm + shift) % arms))
  return arms % 2 === 0 || arms === 1 ? square : [...square, ...square.map((row) => row.toReversed())]
}

/** Of three arms, one shuffled square in ten has no arm twice in a row, of six one in three: so many tries find one. */
const MOST_TRIES = 100

/**
 * Order of the arms in each round: whole squares one after the other, each with randomly relabelled arms and shuffled rows.
 * Exactly balanced when `rounds` is a multiple of the square's rows, otherwise as nearly as a partial square allows: no arm is in a
 * place more than once oftener than another. No arm is the last of a round and the first of the next, since it would then run after
 * itself; only two arms leave no other choice.
 */
export function roundOrder(arms: readonly string[], rounds: number, seed: string): string[][] {
  const random = seededRandom(`${seed}/order`)
  const order: string[][] = []
  while (order.length < rounds) {
    const before = order.slice(-1)
    const squares = Array.from({ length: MOST_TRIES }, () => shuffledSquare(arms, random))
    const rows = squares.find((square) => !runsTwice([...before, ...square])) ?? squares[0]!
    order.push(...rows)
  }
  return order.slice(0, rounds)
}

function shuffledSquare(arms: readonly string[], random: SeededRandom): string[][] {
  const labels = random.shuffled(arms)
  const rows = williamsSquare(arms.length)
  // Of an odd number of arms, the square and its mirrored square: each of them has every arm once in each place.
  const halves = [rows.slice(0, arms.length), rows.slice(arms.length)]
  return halves.flatMap((half) => random.shuffled(half)).map((row) => row.map((arm) => labels[arm]!))
}

/** Whether an arm is the last of a row and the first of the next. */
const runsTwice = (rows: readonly string[][]): boolean =>
  rows.some((row, index) => row[0] === rows[index - 1]?.at(-1))

/**
 * The same where arms come in groups: the arms of a group run one after the other. The order of the groups is balanced, and so is the
 * order of the arms within each group.
 */
export function orderByGroup(
  groups: readonly (readonly string[])[],
  rounds: number,
  seed: string,
): string[][] {
  if (groups.length === 1) return roundOrder(groups[0]!, rounds, seed)
  const within = groups.map((arms, index) => roundOrder(arms, rounds, `${seed}/cluster ${index}`))
  const turns = roundOrder(
    groups.map((_, index) => `${index}`),
    rounds,
    seed,
  )
  return turns.map((turn, round) => turn.flatMap((group) => within[Number(group)]![round]!))
}
