/** What raising an arm last instead of first adds to its figures, run by run. */
import { percent } from '../../report/model/format.ts'
import { isNotMeasured } from '../../results/measured.ts'
import type { RaiseOrder } from '../../stats/analysis.ts'
import { SINGLE_CONFIDENCE } from '../../stats/estimate.ts'
import { tHalfWidth } from '../../stats/t-interval.ts'
import { table } from '../generated-block.ts'
import { plusMinus, type StudyRun } from './study-run.ts'

/** A row for each load of each run. */
export const raiseOrderTable = (runs: readonly StudyRun[]): string =>
  table(
    ['run', 'load', 'p50 of a page', 'transport of a hop', 'of it in a difference, at most'],
    runs.flatMap(({ run, analysis }) =>
      analysis.raiseOrder.map(({ load, effect }) => {
        const name = `${run.scenario.name}, ${run.provider}`
        if (isNotMeasured(effect)) return [name, load, effect.notMeasured, '', '']
        return [name, load, cell(effect, 'user'), cell(effect, 'hop'), percent(effect.imbalance)]
      }),
    ),
  )

function cell({ effects }: RaiseOrder, clock: 'user' | 'hop'): string {
  const own = effects.find((effect) => effect.clock === clock)
  if (own === undefined) return 'no figure'
  const percents = own.share.values.map((share) => share * 100)
  return plusMinus(own.share.middle * 100, tHalfWidth(percents, SINGLE_CONFIDENCE), 1, '%')
}
