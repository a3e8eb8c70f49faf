/** Number of bring-ups of a run; the last one may have fewer rounds than the others. */
export const bringUpsOf = ({
  rounds,
  roundsPerBringUp,
}: {
  rounds: number
  roundsPerBringUp: number
}): number => Math.ceil(rounds / roundsPerBringUp)
