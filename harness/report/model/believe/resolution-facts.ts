/** What the run can resolve, by each clock: its own noise, and how often such a run would find a difference. */
import { SINGLE_CONFIDENCE } from '../../../stats/estimate.ts'
import { hopClockCell } from '../clock/hop-clock-cell.ts'
import { microseconds, percent } from '../format.ts'
import type { LoadView } from '../load-view.ts'
import { lineOf } from '../quantity-text.ts'
import { rowsOf } from '../row.ts'
import { type Belief, fact } from './fact.ts'

/** Facts of one load: first of the user clock, then of the hop clock. */
export function resolutionFacts(view: LoadView): Belief['facts'] {
  const resolvesUs = view.noise?.resolvesUs ?? null
  const clock = view.hasHopClock ? 'the user clock ' : ''
  return [
    ...(resolvesUs === null
      ? []
      : [fact(`${clock}can resolve differences from ${microseconds(resolvesUs / view.hops)} µs a hop up`)]),
    ...hopTwinFacts(view),
  ]
}

/** Transport of each twin against the baseline. */
const hopTwinFacts = (view: LoadView): Belief['facts'] =>
  rowsOf(view).flatMap((row) => {
    if (row.kind !== 'twin') return []
    const cell = hopClockCell(row, view, 'transport')
    return cell.kind === 'word'
      ? []
      : [
          fact(
            `${row.arm.clusterOf === null ? 'same arm twice' : row.arm.label} by the hop clock: transport ${lineOf(cell)} at ${percent(SINGLE_CONFIDENCE)}`,
          ),
        ]
  })
