/** Where arms with planted effects stand among the others: in which rounds, and at which place. Pure. */
import { seededRandom } from '../numbers/seeded-random.ts'

/**
 * Puts an arm into each row at a place that is drawn so that it stands equally often at each. The others keep their order, which is
 * balanced without it.
 */
export function placePlanted(
  rows: readonly (readonly string[])[],
  planted: string,
  seed: string,
): string[][] {
  const random = seededRandom(`${seed}/${planted}`)
  let places: number[] = []
  return rows.map((row) => {
    if (places.length === 0) places = random.shuffled(Array.from({ length: row.length + 1 }, (_, n) => n))
    return row.toSpliced(places.pop()!, 0, planted)
  })
}

/**
 * Whether this round measures arms with planted effects: one round of each bring-up does, because further windows of the same
 * processes tell little (docs/method.md#bring-ups). It is not always the first, in which services are somewhat slower.
 */
export const measuresPlanted = (round: number, roundsPerBringUp: number): boolean =>
  round % roundsPerBringUp === Math.floor(round / roundsPerBringUp) % roundsPerBringUp
