/** Why a run, or one of its arms, has no figures of the hop clock. */
import { isNotMeasured } from '../../../results/measured.ts'
import type { LoadView } from '../load-view.ts'
import { listed } from '../text.ts'

/** One sentence for each reason; none where every arm with figures has been read. */
export function clockAbsences(view: LoadView): string[] {
  const reasons = view.arms.flatMap((arm) => {
    const clock = view.clock(arm)
    // The answer already names an arm without any figures.
    return isNotMeasured(clock) && view.absence(arm) === null ? [{ arm, why: clock.notMeasured }] : []
  })
  return [...Map.groupBy(reasons, ({ why }) => why)].map(([why, same]) => {
    const whose = view.hasHopClock ? ` under ${listed(same.map(({ arm }) => arm.label))}` : ''
    return `The parts of a page were not measured${whose}, because ${why}.`
  })
}
