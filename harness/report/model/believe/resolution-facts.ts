/** What the run can resolve, by each clock: its own noise, and how often such a run would find a difference. */
import { isNotMeasured } from '../../../results/measured.ts'
import type { NotMeasured } from '../../../results/record.ts'
import type { Analysis, ClockRates, ErrorRates } from '../../../stats/analysis.ts'
import { SINGLE_CONFIDENCE } from '../../../stats/estimate.ts'
import { definitionOf } from '../../../stats/metrics.ts'
import { hopClockCell } from '../clock/hop-clock-cell.ts'
import { count, fineMicroseconds, microseconds, percent } from '../format.ts'
import type { LoadView } from '../load-view.ts'
import { lineOf } from '../quantity-text.ts'
import { rowsOf } from '../row.ts'
import { listed } from '../text.ts'
import { type Belief, fact } from './fact.ts'

/** `finds` is stated for this share of runs. */
const POWER = 0.9

/** Facts of one load: first of the user clock, then of the hop clock. */
export function resolutionFacts(view: LoadView, { errorRates }: Analysis): Belief['facts'] {
  const rates = errorRates.find(({ load }) => load === view.load.name)?.rates
  return [...aaFacts(view), ...hopTwinFacts(view), ...(rates === undefined ? [] : rateFacts(rates, view))]
}

/** What is found between two arms as noisy as the same arm twice, by each clock. */
function aaFacts({ noise, hops, hasHopClock, hopClockResolvesUs }: LoadView): Belief['facts'] {
  const user = noise?.resolvesUs ?? null
  const found = [
    ...(user === null
      ? []
      : [`${microseconds(user / hops)} µs a hop${hasHopClock ? ' by the user clock' : ''}`]),
    ...(hopClockResolvesUs === null ? [] : [`${fineMicroseconds(hopClockResolvesUs)} by the hop clock`]),
  ]
  return found.length === 0
    ? []
    : [
        fact(
          `between two arms as noisy as the same arm twice, ${percent(POWER)} of such runs find a difference of ${listed(found)}`,
        ),
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
            `${row.arm.clusterOf === null ? 'same arm twice' : row.arm.label} by the hop clock: transport ${lineOf(cell)}${cell.interval === null ? ', without an interval' : ` at ${percent(SINGLE_CONFIDENCE)}`}`,
          ),
        ]
  })

/** What the rule of verdicts does in simulated runs with this run's own spread: what it finds by each clock, and how often it errs. */
function rateFacts(rates: ErrorRates | NotMeasured, view: LoadView): Belief['facts'] {
  if (isNotMeasured(rates))
    return [fact(`what such a run finds, and how often it errs: not known, ${rates.notMeasured}`)]
  const allowed = 1 - SINGLE_CONFIDENCE
  const { simulatedRuns, familyError, wrongDirections, aaAlarms, clocks } = rates
  return [
    ...clocks.flatMap((clock) => clockFacts(clock, view)),
    fact(
      `in ${count(simulatedRuns)} simulated runs with the spread of this one, ${percent(familyError)} have at least one interval of the family that misses the true difference (${percent(allowed)} may; the simulation tells it to ±${percent(2 * Math.sqrt((allowed * (1 - allowed)) / simulatedRuns))}), ${percent(wrongDirections)} call an arm higher or lower that costs the same, and ${percent(aaAlarms)} give a false alarm about the same arm twice`,
    ),
  ]
}

/** One sentence for a clock: the difference a hop that it finds between each two arms. */
function clockFacts({ clock, metric, comparisons }: ClockRates, view: LoadView): Belief['facts'] {
  if (comparisons.length === 0) return []
  const hops = definitionOf(metric).isPerHop ? view.hops : 1
  const write = clock === 'hop' ? fineMicroseconds : microseconds
  const found = comparisons.map(({ arm, baseline, finds }) => `${write(finds / hops)} (${arm} − ${baseline})`)
  const equal = comparisons.map(({ equivalentShare }) => equivalentShare)
  return [
    fact(
      `${view.hasHopClock ? `by the ${clock} clock, ` : ''}${percent(POWER)} of such runs find a true difference of these µs a hop: ${listed(found)}; arms that cost the same come out equivalent in ${range(Math.min(...equal), Math.max(...equal))}`,
    ),
  ]
}

const range = (low: number, high: number): string =>
  percent(low) === percent(high) ? percent(low) : `${percent(low)} to ${percent(high)}`
