/** The rounds at saturation: closed-loop trials of every arm, each with the connections that saturate the arm. */
import { bringUpsOf } from '../plan/bring-ups.ts'
import { SATURATION_CONNECTIONS } from '../plan/durations.ts'
import { doneBefore } from '../plan/spread.ts'
import { isDoneBefore } from './done-before.ts'
import { findSaturation } from './find-saturation.ts'
import { comparedInOrder, othersOf, type RaisedArms } from './raised-arms.ts'
import { capacitySpec, runCapacity } from './run-capacity.ts'
import type { RunContext } from './run-context.ts'

/**
 * The closed-loop rounds of this bring-up, for every arm that is up. The planned rounds are spread over the bring-ups, whose
 * processes differ.
 */
export async function measureCapacity(context: RunContext, up: RaisedArms): Promise<void> {
  const { plan } = context
  const rounds = plan.capacityRounds ?? 0
  const first = doneBefore(up.index, bringUpsOf(plan), rounds)
  const last = doneBefore(up.index + 1, bringUpsOf(plan), rounds)
  for (let round = first; round < last; round += 1) await runCapacityRound(context, up, round, rounds)
}

/** An arm is searched right before its first round, so that a cluster is woken once for both. */
async function runCapacityRound(
  context: RunContext,
  up: RaisedArms,
  round: number,
  rounds: number,
): Promise<void> {
  const { plan, progress, signal, store, scenario, clock } = context
  for (const arm of comparedInOrder(up, plan.order[round % plan.order.length]!)) {
    signal.throwIfAborted()
    if (isDoneBefore(context.before, { kind: 'capacity', bringUp: up.index, arm: arm.spec.name, round }))
      continue
    const found = await findSaturation(context, up, arm)
    const connections = 'problem' in found ? SATURATION_CONNECTIONS[0] : found.connections
    progress.status(`capacity ${round + 1}/${rounds}  ${arm.spec.name}`)
    const record = await clock.without((measured) =>
      runCapacity({
        arm,
        others: othersOf(up, arm),
        load: 'closed-loop',
        round,
        bringUp: up.index,
        signal,
        spec: capacitySpec(scenario, arm, connections),
        measured,
      }),
    )
    signal.throwIfAborted() // a trial that was cut short is not recorded
    store.append(record)
  }
}
