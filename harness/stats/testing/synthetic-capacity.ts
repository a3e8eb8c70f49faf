/** Closed-loop records of a made-up arm: the search for its saturation, and one round. */
import type { CapacityRecord, CpuWindow, SaturationRecord } from '../../results/record.ts'
import { syntheticCpu, type SyntheticCost } from './synthetic-trial.ts'

const WALL_US = 3_000_000

type Round = Extract<CapacityRecord, { status: 'completed' }>

/** A window in which the host was as busy as the arm says: a page costs what is left of the busy time, less than at a paced rate. */
export function syntheticCapacity(
  cost: SyntheticCost,
  pagesPerSecond: number,
  allTasksMeasured: boolean,
): Pick<
  Round,
  'connections' | 'generator' | 'pagesPerSecond' | 'completed' | 'errors' | 'clientShare' | 'cpu'
> {
  const completed = Math.round((pagesPerSecond * WALL_US) / 1e6)
  const costing = (factor: number): CpuWindow =>
    syntheticCpu(cost, completed, WALL_US, factor, allTasksMeasured)
  const busyUs = ({ cores, idleUs }: CpuWindow): number => cores * WALL_US - idleUs
  const [without, whole] = [costing(0), costing(1)]
  const wantedUs = cost.saturatedBusyShare * whole.cores * WALL_US
  const cpu = costing((wantedUs - busyUs(without)) / (busyUs(whole) - busyUs(without)))
  return {
    connections: cost.saturatingConnections,
    generator: 'autocannon',
    pagesPerSecond,
    completed,
    errors: 0,
    clientShare: cpu.clientUs / busyUs(cpu),
    cpu,
  }
}

/** A search that found what its arm says, in two steps. */
export function syntheticSaturation(arm: string, cost: SyntheticCost, startedAt: string): SaturationRecord {
  const { saturatedBusyShare, saturatingConnections, capacityPerSecond } = cost
  const step = (connections: number, share: number) => ({
    connections,
    pagesPerSecond: capacityPerSecond * share,
    completed: Math.round(capacityPerSecond * share * 0.3),
    errors: 0,
    hostBusyShare: saturatedBusyShare * share,
    clientCoreShare: 0.3,
  })
  const isFull = saturatedBusyShare > 0.95
  return {
    kind: 'saturation',
    arm,
    load: 'closed-loop',
    bringUp: 0,
    startedAt,
    status: 'found',
    steps: isFull
      ? [step(saturatingConnections / 2, 0.9), step(saturatingConnections, 1)]
      : [step(saturatingConnections, 1), step(saturatingConnections * 2, 1)],
    connections: saturatingConnections,
    endedBy: isFull ? 'host busy' : 'stopped rising',
  }
}
