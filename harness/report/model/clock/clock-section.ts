/** Everything that the hop clock says about one load. */
import type { LoadView } from '../load-view.ts'
import { clockAbsences } from './absent.ts'
import { partsOfPages, type ArmParts } from './parts-of-page.ts'
import { partsTableOf, type PartsTable } from './parts-table.ts'
import { waterfallOf, type Waterfall } from './waterfall.ts'

export interface ClockSection {
  /** A real page of each datapath; null where none was drawn. */
  median: Waterfall | null
  slow: Waterfall | null
  table: PartsTable | null
  arms: ArmParts[]
  /** Sentences on what the hop clock did not measure, and why. */
  absences: string[]
}

export function clockSection(view: LoadView): ClockSection {
  const arms = partsOfPages(view)
  return {
    median: waterfallOf(view, 'median'),
    slow: waterfallOf(view, 'slow'),
    table: partsTableOf(arms),
    arms,
    absences: clockAbsences(view),
  }
}
