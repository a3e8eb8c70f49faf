/** Orders in which each arm runs directly after each other arm equally often, so that the arm before cannot favour one arm. */
import { seededRandom } from '../numbers/seeded-random.ts'

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

/**
 * Order of the arms in each round: whole squares one after the other, each with randomly relabelled arms and shuffled rows.
 * Exactly balanced when `rounds` is a multiple of the square's rows, otherwise as nearly as a partial square allows: no arm is in a
 * place more than once oftener than another.
 */
export function roundOrder(arms: readonly string[], rounds: number, seed: string): string[][] {
  const random = seededRandom(`${seed}/order`)
  const order: string[][] = []
  while (order.length < rounds) {
    const labels = random.shuffled(arms)
    const rows = williamsSquare(arms.length)
    // Of an odd number of arms, the square and its mirrored square: each of them has every arm once in each place.
    for (let first = 0; first < rows.length; first += arms.length)
      for (const row of random.shuffled(rows.slice(first, first + arms.length)))
        order.push(row.map((arm) => labels[arm]!))
  }
  return order.slice(0, rounds)
}

/**
 * The same where arms share clusters: the arms of a cluster come one after the other, because waking a cluster takes a second. The
 * order of the clusters is balanced, and so is the order of the arms within each cluster.
 */
export function orderByCluster(
  clusters: readonly (readonly string[])[],
  rounds: number,
  seed: string,
): string[][] {
  if (clusters.length === 1) return roundOrder(clusters[0]!, rounds, seed)
  const within = clusters.map((arms, index) => roundOrder(arms, rounds, `${seed}/cluster ${index}`))
  const turns = roundOrder(
    clusters.map((_, index) => `${index}`),
    rounds,
    seed,
  )
  return turns.map((turn, round) => turn.flatMap((cluster) => within[Number(cluster)]![round]!))
}
