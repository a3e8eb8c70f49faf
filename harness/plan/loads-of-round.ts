/** Which loads a round has: a load with fewer windows than its bring-up has rounds runs in the last of them. Pure. */

/** Rounds of a run, and how many of them share a bring-up. */
interface Rounds {
  rounds: number
  roundsPerBringUp: number
}

/**
 * The loads of a round, in the scenario's order. The last rounds are taken, so that a further load cannot disturb the windows of the
 * others.
 */
export function loadsOfRound<Load extends { windowsPerBringUp?: number | undefined }>(
  loads: readonly Load[],
  round: number,
  { rounds, roundsPerBringUp }: Rounds,
): Load[] {
  const first = round - (round % roundsPerBringUp)
  const end = Math.min(first + roundsPerBringUp, rounds)
  return loads.filter(({ windowsPerBringUp = roundsPerBringUp }) => round >= end - windowsPerBringUp)
}

/** Windows of a load in a bring-up: no more than it has rounds. A quick run has one round, whatever the scenario asks for. */
export const windowsOf = (asked: number, { roundsPerBringUp }: Pick<Rounds, 'roundsPerBringUp'>): number =>
  Math.min(asked, roundsPerBringUp)

/** Rounds of the run in which a load is sent. */
export const roundsOfLoad = (load: { windowsPerBringUp?: number | undefined }, run: Rounds): number =>
  Array.from({ length: run.rounds }, (_, round) => loadsOfRound([load], round, run).length).filter(
    (count) => count > 0,
  ).length
