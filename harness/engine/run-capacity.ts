/** Closed-loop trials at saturation: how many pages an arm carries when its client always has requests under way. */
import { bringUpsOf } from '../plan/bring-ups.ts'
import type { Arm, ClosedLoopSpec } from '../arm/arm.ts'
import { problemOf } from '../errors.ts'
import { CAPACITY_MEASURE_MS, CAPACITY_WARM_UP_MS } from '../plan/durations.ts'
import { doneBefore } from '../plan/spread.ts'
import { isNotMeasured } from '../results/measured.ts'
import type { CapacityRecord, CpuReading, Reading } from '../results/record.ts'
import type { Scenario } from '../scenario/schema.ts'
import { comparedInOrder, othersOf, type RaisedArms } from './raised-arms.ts'
import type { RunContext } from './run-context.ts'
import { inWindow } from './window.ts'

/** 16 requests under way keep two cores busy in every arm, and are too few to queue in any. */
const CAPACITY_CONNECTIONS = 16

export interface CapacityTrial {
  arm: Arm
  others: Arm[]
  load: string
  round: number
  bringUp: number
  spec: ClosedLoopSpec
  signal: AbortSignal
  /** Called when the measured window is over and the load still goes on. */
  measured?: () => Promise<void>
}

/** The closed-loop load that saturates an arm. */
export const capacitySpec = (
  { topology }: Scenario,
  arm: Arm,
  measureMs = CAPACITY_MEASURE_MS,
): ClosedLoopSpec => ({
  driver: 'closed-loop',
  page: topology.page,
  port: arm.servicePort,
  connections: CAPACITY_CONNECTIONS,
  warmUpMs: CAPACITY_WARM_UP_MS,
  measureMs,
})

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

async function runCapacityRound(
  { plan, progress, signal, store, scenario, clock }: RunContext,
  up: RaisedArms,
  round: number,
  rounds: number,
): Promise<void> {
  for (const arm of comparedInOrder(up, plan.order[round % plan.order.length]!)) {
    signal.throwIfAborted()
    progress.status(`capacity ${round + 1}/${rounds}  ${arm.spec.name}`)
    const record = await clock.without((measured) =>
      runCapacity({
        arm,
        others: othersOf(up, arm),
        load: 'closed-loop',
        round,
        bringUp: up.index,
        signal,
        spec: capacitySpec(scenario, arm),
        measured,
      }),
    )
    signal.throwIfAborted() // a trial that was cut short is not recorded
    store.append(record)
  }
}

/** Runs one closed-loop trial and leaves the arm frozen. Never throws: a trial that fails is a record with its error. */
export async function runCapacity(trial: CapacityTrial): Promise<CapacityRecord> {
  const { arm, spec } = trial
  const identity = {
    kind: 'capacity' as const,
    arm: arm.spec.name,
    load: trial.load,
    bringUp: trial.bringUp,
    round: trial.round,
    startedAt: new Date().toISOString(),
  }
  try {
    await arm.thaw()
    await arm.assertAlive()
    const { result, readings } = await inWindow({ ...trial, reading: ['cpu'] }, (edges) =>
      arm.runClosedLoop(spec, {
        ...edges,
        async ended() {
          await edges.ended()
          await trial.measured?.()
        },
      }),
    )
    const { cpu } = readings
    await arm.assertAlive()
    return {
      ...identity,
      status: 'completed',
      connections: spec.connections,
      ...result,
      clientShare: clientShare(cpu),
      cpu,
    }
  } catch (error) {
    return { ...identity, status: 'failed', error: problemOf(error) }
  } finally {
    await arm.freeze().catch(() => undefined)
  }
}

/** The client's share of all CPU that was busy on the machine. */
const clientShare = (cpu: CpuReading): Reading =>
  isNotMeasured(cpu) ? cpu : cpu.clientUs / (cpu.cores * cpu.wallUs - cpu.idleUs)
