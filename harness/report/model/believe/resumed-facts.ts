/** That a run was cut and resumed, and whether it measured the same before and after. */
import { isNotMeasured } from '../../../results/measured.ts'
import type { RunRecord } from '../../../results/record.ts'
import type { Analysis } from '../../../stats/analysis.ts'
import { duration, interval, percent, signedTime, time } from '../format.ts'
import type { LoadView } from '../load-view.ts'
import { listed, plural } from '../text.ts'
import { type Belief, fact } from './fact.ts'

/** Nothing for a run that was never cut. A change that is more than noise is trouble. */
export function resumedFacts(
  view: LoadView,
  run: RunRecord,
  { beforeAfter = [] }: Analysis,
): Belief['facts'] {
  if (!run.resumed) return []
  const compared = beforeAfter.find(({ load }) => load === view.load.name)?.compared
  if (!compared) return [fact(cutsText(run.resumed))]
  if (isNotMeasured(compared))
    return [
      fact(cutsText(run.resumed)),
      fact(`whether it measured the same before and after: not measured, ${compared.notMeasured}`),
    ]
  const { arms, session, bringUpsBefore, bringUpsAfter } = compared
  const label = (name: string): string => view.arms.find((arm) => arm.name === name)?.label ?? name
  const confidence = percent(arms[0]?.change.confidence ?? 1)
  const changed = arms.filter(({ isWithinNoise }) => !isWithinNoise)
  const words = arms.map(
    ({ arm, of, before, after, change }) =>
      `${of === 'level' ? 'p50 of' : 'added p50 of'} ${label(arm)} ${time(before)}, then ${time(after)} (change ${interval(change, signedTime)})`,
  )
  return [
    fact(cutsText(run.resumed)),
    fact(
      `before and after cut ${session}, in ${bringUpsBefore} and ${plural(bringUpsAfter, 'bring-up')}: ${words.join('; ')}, each at ${confidence}. ${
        changed.length === 0
          ? 'Every change is within the noise'
          : `More than noise: ${listed(changed.map(({ arm }) => label(arm)))}`
      }`,
      changed.length > 0,
    ),
  ]
}

/** "the run was cut and resumed 3 times, after pauses of 12 s to 8 h …" */
function cutsText(resumed: NonNullable<RunRecord['resumed']>): string {
  const pauses = resumed.map(({ startedAt, lastBefore }) => Date.parse(startedAt) - Date.parse(lastBefore))
  const [least, most] = [Math.min(...pauses), Math.max(...pauses)].map((ms) => duration(ms))
  const kept = new Set(resumed.filter(({ keptRounds }) => keptRounds > 0).map(({ bringUp }) => bringUp)).size
  const times = resumed.length === 1 ? 'once' : `${resumed.length} times`
  return [
    `the run was cut and resumed ${times}, after ${least === most ? `a pause of ${least!}` : `pauses of ${least!} to ${most!}`}`,
    kept === 0
      ? 'a bring-up that was cut was done again whole'
      : `bring-ups that were cut were done again whole, but for ${kept === 1 ? 'one that was cut again and kept its' : `${kept} that were cut again and kept their`} finished rounds`,
  ].join('; ')
}
