/** Measures what the hop clock itself takes: one window of each arm under each load, in which the kernel times the clock's programs. */
import { join } from 'node:path'
import type { HopClock, ProgramTimes } from '../arm/hop-clock.ts'
import type { Arm, PacedSpec } from '../arm/arm.ts'
import { problemOf } from '../errors.ts'
import { PRICE_MEASURE_MS, PRICE_WARM_UP_MS, PRICE_WINDOWS } from '../plan/durations.ts'
import { bringUpsOf } from '../plan/bring-ups.ts'
import { dueIn } from '../plan/spread.ts'
import type { ClockPriceRecord } from '../results/record.ts'
import { isDoneBefore } from './done-before.ts'
import { pacedSpec } from './paced-spec.ts'
import { comparedInOrder, type RaisedArms } from './raised-arms.ts'
import type { RunContext } from './run-context.ts'
import { inWindow } from './window.ts'

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
      for (const arm of comparedInOrder(up, plan.order[up.index * plan.roundsPerBringUp]!)) {
        signal.throwIfAborted()
        const window = { arm: arm.spec.name, load: load.name, bringUp: up.index }
        if (isDoneBefore(context.before, { kind: 'clock-price', ...window })) continue
        progress.status(`price of the hop clock under ${arm.spec.name}`)
        const spec = {
          ...pacedSpec(context, arm, load, rates.get(load.name)!, {
            of: 'price of the clock',
            rawFile: join('raw', `${arm.spec.name}-${load.name}-price-of-clock.f64`),
          }),
          warmUpMs: PRICE_WARM_UP_MS,
          measureMs: PRICE_MEASURE_MS,
        }
        const startedAt = new Date().toISOString()
        const reading = await priceUnder(arm, spec, hopClock, signal)
        signal.throwIfAborted() // a window that was cut short is not recorded
        store.append({ kind: 'clock-price', startedAt, ...window, reading })
      }
  })
}

/** One window. Leaves the arm frozen and the programs untimed, also where the window fails or is cut short; returns why then. */
export async function priceUnder(
  arm: Arm,
  spec: PacedSpec,
  clock: HopClock,
  signal: AbortSignal,
): Promise<ClockPriceRecord['reading']> {
  let stop: Awaited<ReturnType<HopClock['startTiming']>> | undefined
  let programs: ProgramTimes | undefined
  try {
    await arm.thaw()
    const { result } = await inWindow({ arm, others: [], reading: [], spec, signal }, (edges) =>
      arm.runPaced(spec, {
        async began() {
          await edges.began()
          stop = await clock.startTiming()
        },
        async ended() {
          programs = await stop?.()
          stop = undefined
          await edges.ended()
        },
      }),
    )
    return programs
      ? { pages: result.ledger.completed, programs }
      : { notMeasured: 'the load client did not announce the edges of its window' }
  } catch (error) {
    return { notMeasured: problemOf(error).what }
  } finally {
    await stop?.().catch(() => undefined)
    await arm.freeze().catch(() => undefined)
  }
}
