/** One common rate for all arms: the scenario's, or at most 40 % of what the slowest arm can carry. */
import { othersOf, type RaisedArms } from './raised-arms.ts'
import { BenchError } from '../errors.ts'
import { RATE_PROBE_MS } from '../plan/durations.ts'
import type { RunContext } from './run-context.ts'
import { capacitySpec, runCapacity } from './run-capacity.ts'

/** Above this share of an arm's capacity its queues, not its path, would be measured (design 3.6). */
const SHARE_OF_CAPACITY = 0.4

/** Fills in the rate of each load that asks for "auto"; leaves the others. */
export async function chooseRates(context: RunContext, up: RaisedArms): Promise<void> {
  const automatic = context.scenario.loads.filter((load) => load.pagesPerSecond === 'auto')
  if (automatic.length === 0) return
  let slowest = { arm: '', pagesPerSecond: Infinity }
  for (const arm of up.arms) {
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
    if (record.status === 'failed') {
      throw new BenchError(
        `the capacity of ${arm.spec.name} could not be probed: ${record.error}`,
        'set pagesPerSecond in the scenario instead of auto',
      )
    }
    if (record.pagesPerSecond < slowest.pagesPerSecond)
      slowest = { arm: arm.spec.name, pagesPerSecond: record.pagesPerSecond }
  }
  const rate = Math.max(1, Math.floor(slowest.pagesPerSecond * SHARE_OF_CAPACITY))
  for (const load of automatic) {
    const planned = context.run.loads.find((candidate) => candidate.name === load.name)!
    planned.pagesPerSecond = rate
    planned.rateSource = `auto: 40 % of ${slowest.arm}, which carried ${slowest.pagesPerSecond.toFixed(0)} pages/s`
  }
}
