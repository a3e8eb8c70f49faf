/** What the run can resolve, by each clock: its own noise, and how often such a run would find a difference. */
import { isNotMeasured } from '../../../results/measured.ts'
import type { NotMeasured } from '../../../results/record.ts'
import type { Analysis, ErrorRates } from '../../../stats/analysis.ts'
import { SINGLE_CONFIDENCE } from '../../../stats/estimate.ts'
import { hopClockCell } from '../clock/hop-clock-cell.ts'
import { count, fineMicroseconds, microseconds, percent } from '../format.ts'
import type { LoadView } from '../load-view.ts'
import { lineOf } from '../quantity-text.ts'
import { rowsOf } from '../row.ts'
import { type Belief, fact } from './fact.ts'

/** `finds` is stated for this share of runs. */
const POWER = 0.9

/** Facts of one load: first of the user clock, then of the hop clock. */
export function resolutionFacts(view: LoadView, { errorRates }: Analysis): Belief['facts'] {
  const rates = errorRates.find(({ load }) => load === view.load.name)?.rates
  const resolvesUs = view.noise?.resolvesUs ?? null
  const clock = view.hasHopClock ? 'the user clock ' : ''
  return [
    ...(resolvesUs === null
      ? []
      : [fact(`${clock}can resolve differences from ${microseconds(resolvesUs / view.hops)} µs a hop up`)]),
    ...hopTwinFacts(view),
    ...(rates === undefined ? [] : rateFacts(rates)),
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

/** What the rule of verdicts does in simulated runs with this run's own spread. */
function rateFacts(rates: ErrorRates | NotMeasured): Belief['facts'] {
  if (isNotMeasured(rates)) return [fact(`error rates: not known, ${rates.notMeasured}`)]
  const { simulatedRuns, familyError, wrongDirections, aaAlarms, clocks } = rates
  return [
    fact(
      `${count(simulatedRuns)} simulated runs with this run’s own spread: some interval of the family misses the truth in ${percent(familyError)}, some verdict says higher or lower of equal arms in ${percent(wrongDirections)}, the same arm twice raises a false alarm in ${percent(aaAlarms)}`,
    ),
    ...clocks.flatMap(({ clock, comparisons, unit }) =>
      comparisons.map(({ arm, baseline, finds, equivalentShare }) =>
        fact(
          `${arm} − ${baseline} by the ${clock} clock: finds ${fineMicroseconds(finds)} ${unit} in ${percent(POWER)} of such runs; arms that cost the same come out equivalent in ${percent(equivalentShare)}`,
        ),
      ),
    ),
  ]
}
