/** One rate for all arms: the scenario's rate, or at most 40 % of what the slowest arm can carry. */
import { othersOf, type RaisedArms } from './raised-arms.ts'
import { BenchError } from '../errors.ts'
import { RATE_PROBE_MS } from '../plan/durations.ts'
import type { RunContext } from './run-context.ts'
import { capacitySpec, runCapacity } from './run-capacity.ts'

/** Above this share of an arm's capacity, latency shows its queues and not its path (docs/method.md#one-rate-for-all-arms). */
const SHARE_OF_CAPACITY = 0.4

/** Pages a second of each load, by the load's name. A rate of "auto" is chosen here and recorded. */
export async function chooseRates(context: RunContext, up: RaisedArms): Promise<ReadonlyMap<string, number>> {
  const planned = context.plan.loads.flatMap(({ name, pagesPerSecond }) =>
    pagesPerSecond === null ? [] : [[name, pagesPerSecond] as const],
  )
  const automatic = context.plan.loads.filter((load) => load.pagesPerSecond === null)
  if (automatic.length === 0) return new Map(planned)
  const slowest = await slowestOf(context, up)
  const pagesPerSecond = Math.max(1, Math.floor(slowest.pagesPerSecond * SHARE_OF_CAPACITY))
  for (const { name } of automatic)
    context.store.append({
      kind: 'rate-chosen',
      startedAt: new Date().toISOString(),
      load: name,
      pagesPerSecond,
      slowest,
      shareOfSlowest: SHARE_OF_CAPACITY,
    })
  return new Map([...planned, ...automatic.map(({ name }) => [name, pagesPerSecond] as const)])
}

/** @throws BenchError when the capacity of an arm cannot be probed */
async function slowestOf(
  context: RunContext,
  up: RaisedArms,
): Promise<{ arm: string; pagesPerSecond: number }> {
  let slowest = { arm: '', pagesPerSecond: Infinity }
  for (const arm of up.arms.filter(({ spec }) => !spec.planted)) {
    context.signal.throwIfAborted()
    context.progress.status(`probing the capacity of ${arm.spec.name}`)
    const record = await runCapacity({
      arm,
      others: othersOf(up, arm),
      load: 'rate-probe',
      round: 0,
      bringUp: up.index,
      signal: context.signal,
      spec: capacitySpec(context.scenario, arm, RATE_PROBE_MS),
    })
    context.signal.throwIfAborted() // a probe that was cut short does not show the arm's capacity
    if (record.status === 'failed') {
      throw new BenchError(
        `the capacity of ${arm.spec.name} could not be probed: ${record.error.what}`,
        'set pagesPerSecond in the scenario instead of auto',
      )
    }
    if (record.pagesPerSecond < slowest.pagesPerSecond)
      slowest = { arm: arm.spec.name, pagesPerSecond: record.pagesPerSecond }
  }
  return slowest
}
