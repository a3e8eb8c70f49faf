/** What each datapath gives for its cost: what this run exercised, and what it could give besides, with the reason why it is not shown. */
import type { ArmView } from '../arm-view.ts'
import { capabilityMatrix } from '../capability-matrix.ts'
import type { LoadView } from '../load-view.ts'
import { CAPABILITIES } from '../text.ts'

export interface GivesRow {
  label: string
  colour: string
  exercised: string
  could: string
}

/** A row for each datapath of the matrix of capabilities; empty where nothing is compared. */
export function givesRows(view: LoadView): GivesRow[] {
  const matrix = capabilityMatrix(view)
  if (matrix === null) return []
  return matrix.datapaths.map(({ label, colour }, column) => {
    const marked = (wanted: 'exercised' | 'could'): string[] =>
      matrix.rows.flatMap(({ mark, cells }) => (cells[column] === wanted ? [mark] : []))
    const arm = view.treatments.find((one) => one.colour === colour)
    const could = marked('could').map((mark) => `${givesOf(mark)} (${whyNot(arm, mark)})`)
    return {
      ...{ label, colour },
      exercised:
        marked('exercised').map(givesOf).join(', ') || 'no encryption, policy or visibility of its own',
      could: could.join(', ') || 'nothing further',
    }
  })
}

/** "flow events" for "flows": the name that a sentence has. */
const givesOf = (mark: string): string => CAPABILITIES.find((one) => one.mark === mark)?.gives ?? mark

/** "the scenario has no policy". */
const whyNot = (arm: ArmView | undefined, mark: string): string =>
  arm?.capabilities.find((one) => one.mark === mark)?.evidence ?? 'not exercised'
