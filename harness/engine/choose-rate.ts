/** One rate for all arms: the scenario's rate, or at most 40 % of what the slowest arm can carry. */
import type { RaisedArms } from './raised-arms.ts'
import { BenchError } from '../errors.ts'
import type { PlanRecord } from '../results/record.ts'
import { findSaturation } from './find-saturation.ts'
import type { RunContext } from './run-context.ts'

/** Above this share of an arm's capacity, latency shows its queues and not its path (docs/method.md#one-rate-for-all-arms). */
export const SHARE_OF_CAPACITY = 0.4

/** Pages a second of each load whose rate the scenario names, by the load's name. */
export const plannedRates = ({ loads }: PlanRecord): Map<string, number> =>
  new Map(
    loads.flatMap(({ name, pagesPerSecond }) =>
      pagesPerSecond === null ? [] : [[name, pagesPerSecond] as const],
    ),
  )

/**
 * Chooses a rate for the loads that have none yet, adds it to `rates` and records it. Call this when the first such load is due: the
 * arms are then saturated after the windows of the other loads, which so stay as warm as in every other bring-up.
 * @throws BenchError when the capacity of an arm cannot be found
 */
export async function chooseRates(
  context: RunContext,
  up: RaisedArms,
  rates: Map<string, number>,
): Promise<void> {
  const slowest = await slowestOf(context, up)
  const pagesPerSecond = Math.max(1, Math.floor(slowest.pagesPerSecond * SHARE_OF_CAPACITY))
  for (const { name } of context.plan.loads) {
    if (rates.has(name)) continue
    rates.set(name, pagesPerSecond)
    context.store.append({
      kind: 'rate-chosen',
      startedAt: new Date().toISOString(),
      load: name,
      pagesPerSecond,
      slowest,
      shareOfSlowest: SHARE_OF_CAPACITY,
    })
  }
}

async function slowestOf(
  context: RunContext,
  up: RaisedArms,
): Promise<{ arm: string; pagesPerSecond: number }> {
  let slowest = { arm: '', pagesPerSecond: Infinity }
  for (const arm of up.arms.filter(({ spec }) => !spec.planted)) {
    const found = await findSaturation(context, up, arm)
    if ('problem' in found) {
      throw new BenchError(
        `the capacity of ${arm.spec.name} could not be found: ${found.problem.what}`,
        'set pagesPerSecond in the scenario instead of auto',
      )
    }
    if (found.pagesPerSecond < slowest.pagesPerSecond)
      slowest = { arm: arm.spec.name, pagesPerSecond: found.pagesPerSecond }
  }
  return slowest
}
