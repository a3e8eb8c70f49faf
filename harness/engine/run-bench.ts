/** The order of a run. Each bring-up raises the arms, measures them in turns, proves them again and tears them down. */
import { bringUpsOf } from '../plan/bring-ups.ts'
import type { BenchOptions } from './bench-options.ts'
import { bringUpArms, tearDown } from './bring-up.ts'
import { plannedRates } from './choose-rate.ts'
import { learnArms } from './learn-arms.ts'
import { measureCapacity } from './measure-capacity.ts'
import { priceClock } from './price-clock.ts'
import { proveAgain } from './prove-again.ts'
import { createRunClock } from './run-clock.ts'
import { learnedBefore, ratesBefore, saturationBefore } from './done-before.ts'
import type { RunContext } from './run-context.ts'
import { measureIdle } from './run-idle.ts'
import { runRounds } from './run-rounds.ts'
import { whatIsLeft } from './what-is-left.ts'

/**
 * Measures everything that is planned and not done before. Each record is stored at once. All arms are torn down, whatever happens.
 * @throws what ends a run: the signal's reason, a full disk, a baseline that does not come up.
 */
export async function runBench(options: BenchOptions): Promise<void> {
  const { plan, progress, before = [] } = options
  const clock = createRunClock(options)
  // Every arm is proved in full again after a cut: much may have happened to the machine meanwhile.
  const provedInFull = new Set<string>()
  const context: RunContext = {
    ...options,
    before,
    clock,
    provedInFull,
    saturation: saturationBefore(before),
  }
  const bringUps = bringUpsOf(plan)
  const known = new Set<string>(learnedBefore(before))
  const rates = new Map([...plannedRates(plan), ...ratesBefore(before)])
  const left = whatIsLeft(plan, before)
  for (let index = left.bringUp; index < bringUps; index += 1) {
    const up = await bringUpArms(context, index, plan.raiseOrder[index]!)
    try {
      progress.phase(
        'bring-up',
        `${index + 1}/${bringUps}: ${up.arms.map((arm) => arm.spec.name).join(', ')}`,
      )
      await learnArms(context, up, known)
      await runRounds(context, up, rates, Math.max(left.round, index * plan.roundsPerBringUp))
      // Idle windows come after the rounds, when what the first warm-up left to do is done, and before saturation.
      await measureIdle(context, up)
      await priceClock(context, up, rates)
      await measureCapacity(context, up)
      await proveAgain(context, up)
    } finally {
      await Promise.all(up.arms.map((arm) => tearDown(context, arm)))
      await clock.keep()
    }
    options.store.append({ kind: 'bring-up-ended', startedAt: new Date().toISOString(), bringUp: index })
  }
}
