/** Measures what the hop clock itself takes: one window of each arm under each load, in which the kernel times the clock's programs. */
import { join } from 'node:path'
import type { HopClock } from '../arm/hop-clock.ts'
import type { Arm, PacedSpec } from '../arm/arm.ts'
import { problemOf } from '../errors.ts'
import { PRICE_MEASURE_MS, PRICE_WARM_UP_MS, PRICE_WINDOWS } from '../plan/durations.ts'
import { bringUpsOf } from '../plan/bring-ups.ts'
import { dueIn } from '../plan/spread.ts'
import type { ClockPriceRecord } from '../results/record.ts'
import { pacedSpec } from './paced-spec.ts'
import { armsInOrder, type RaisedArms } from './raised-arms.ts'
import type { RunContext } from './run-context.ts'

/**
 * Measures the windows of this bring-up, if any belong to it. They are windows of their own because timing a program makes each of
 * its runs longer. A window that fails is a record with its reason.
 */
export async function priceClock(
  context: RunContext,
  up: RaisedArms,
  rates: ReadonlyMap<string, number>,
): Promise<void> {
  const { plan, scenario, signal, progress, store, clock } = context
  if (plan.quick || dueIn(up.index, bringUpsOf(plan), PRICE_WINDOWS) === 0) return
  await clock.pricing(async (hopClock) => {
    for (const load of scenario.loads)
      for (const arm of armsInOrder(up, plan.order[up.index * plan.roundsPerBringUp]!)) {
        signal.throwIfAborted()
        progress.status(`price of the hop clock under ${arm.spec.name}`)
        const spec = {
          ...pacedSpec(context, arm, load, rates.get(load.name)!, {
            of: 'price of the clock',
            rawFile: join('raw', `${arm.spec.name}-${load.name}-price-of-clock.f64`),
          }),
          warmUpMs: PRICE_WARM_UP_MS,
          measureMs: PRICE_MEASURE_MS,
        }
        const identity = { arm: arm.spec.name, load: load.name, bringUp: up.index }
        store.append({
          kind: 'clock-price',
          startedAt: new Date().toISOString(),
          ...identity,
          reading: await priceUnder(arm, spec, hopClock),
        })
      }
  })
}

/** Leaves the arm frozen. */
async function priceUnder(arm: Arm, spec: PacedSpec, clock: HopClock): Promise<ClockPriceRecord['reading']> {
  let stop: Awaited<ReturnType<HopClock['startTiming']>> | undefined
  let times: Awaited<ReturnType<NonNullable<typeof stop>>> | undefined
  try {
    await arm.thaw()
    const { ledger } = await arm.runPaced(spec, {
      began: async () => {
        stop = await clock.startTiming()
      },
      ended: async () => {
        times = await stop?.()
      },
    })
    if (!times) return { notMeasured: 'the load client did not announce the edges of its window' }
    return { pages: ledger.completed, programs: times }
  } catch (error) {
    return { notMeasured: problemOf(error).what }
  } finally {
    await arm.freeze().catch(() => undefined)
  }
}
