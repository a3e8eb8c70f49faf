/** A closed-loop trial: how many pages an arm carries when its client always has requests under way. */
import type { Arm, ClosedLoopSpec } from '../arm/arm.ts'
import { seenBetween } from '../arm/seen.ts'
import { problemOf } from '../errors.ts'
import { CAPACITY_MEASURE_MS, CAPACITY_WARM_UP_MS } from '../plan/durations.ts'
import { isNotMeasured } from '../results/measured.ts'
import type { CapacityRecord, CpuReading, Reading } from '../results/record.ts'
import type { Scenario } from '../scenario/schema.ts'
import { inWindow } from './window.ts'

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

/** A closed-loop load with this many connections; `findSaturation` finds how many saturate the arm. */
export const capacitySpec = ({ topology }: Scenario, arm: Arm, connections: number): ClosedLoopSpec => ({
  driver: 'closed-loop',
  page: topology.page,
  port: arm.servicePort,
  connections,
  warmUpMs: CAPACITY_WARM_UP_MS,
  measureMs: CAPACITY_MEASURE_MS,
})

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
    const seenBefore = await arm.seen?.()
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
    const seen = seenBetween(seenBefore, await arm.seen?.())
    return {
      ...identity,
      status: 'completed',
      connections: spec.connections,
      ...result,
      clientShare: clientShare(cpu),
      cpu,
      ...seen,
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
