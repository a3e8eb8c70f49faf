/** Orders in which each arm runs directly after each other arm equally often: what ran before cannot favour one of them. */
import { seededRandom } from '../numbers/seeded-random.ts'

/**
 * Rows of arm indices, balanced for first-order carry-over: Williams, "Experimental designs balanced for the estimation of
 * residual effects of treatments", Australian Journal of Scientific Research A 2 (1949). With an even number of arms
 * there are as many rows as arms; with an odd number one square cannot be balanced, so its mirror image follows.
 */
export function williamsSquare(arms: number): number[][] {
  // 0, 1, n−1, 2, n−2, …: neighbours differ by every amount once, and adding a constant to a row keeps that.
  const first = Array.from({ length: arms }, (_, place) =>
    place % 2 === 1 ? (place + 1) / 2 : (arms - place / 2) % arms,
  )
  const square = first.map((_, shift) => first.map((arm) => (arm + shift) % arms))
  return arms % 2 === 0 || arms === 1 ? square : [...square, ...square.map((row) => row.toReversed())]
}

/**
 * Order of the arms in each round: whole squares one after the other, each with arms relabelled and rows shuffled at
 * random. Balanced exactly where `rounds` is a multiple of the square's rows, else as nearly as the cut allows.
 */
export function roundOrder(arms: readonly string[], rounds: number, seed: string): string[][] {
  const random = seededRandom(`${seed}/order`)
  const order: string[][] = []
  while (order.length < rounds) {
    const labels = random.shuffled(arms)
    for (const row of random.shuffled(williamsSquare(arms.length))) order.push(row.map((arm) => labels[arm]!))
  }
  return order.slice(0, rounds)
}
