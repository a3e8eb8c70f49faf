/** Plants effects into an arm of a synthetic run: what the injections count, and what the instrument makes of it. */
import type { HopReading, PlantedEffectRecord, PlantedReading, SpreadUs } from '../../results/record.ts'
import { isNotMeasured } from '../../results/measured.ts'
import type { SyntheticRun } from './synthetic-run.ts'
import type { SyntheticArm } from './synthetic-arms.ts'

export const PLANTED_ARM: SyntheticArm = { name: 'planted-effects', role: 'planted', datapath: 'direct' }
/** The baseline twice, and the arm with planted effects. */
export const ARMS_WITH_PLANTED: SyntheticArm[] = [
  { name: 'direct', role: 'baseline' },
  { name: 'direct-twin', role: 'twin', datapath: 'direct' },
  PLANTED_ARM,
]

/** What is planted into the chain client → front → middle → back. */
export const EFFECTS: PlantedEffectRecord[] = [
  { kind: 'busy-service', service: 'back', us: 20 },
  { kind: 'slow-hop', to: 'front', us: 20 },
  { kind: 'busy-agent', sliceUs: 100, everyUs: 10_000 },
  { kind: 'held-memory', bytes: 20_000_000 },
]
const DELAY_US = 20
const AGENT_SHARE = 0.01

export interface Instrument {
  /** What the instrument makes of one unit of what is there, by kind of reading; 1 where it is right. */
  hopClock?: number
  userClock?: number
  cpu?: number
  memory?: number
  /** Hop in which the delay shows, by the service called; "front" where it is right. */
  slowHopShowsIn?: string
  /** Whether the machine could not plant the busy agent. */
  withoutAgent?: boolean
}

/** Changes the records of the planted arm as an instrument would write them. */
export function plantSynthetic({ run, journal }: SyntheticRun, instrument: Instrument = {}): void {
  const { hopClock = 1, userClock = 1, cpu = 1, memory = 1, slowHopShowsIn = 'front' } = instrument
  const agentShare = instrument.withoutAgent === true ? 0 : AGENT_SHARE
  run.arms.find(({ name }) => name === PLANTED_ARM.name)!.planted = EFFECTS
  for (const record of journal) {
    if (!('arm' in record) || record.arm !== PLANTED_ARM.name) continue
    if (record.kind === 'hops' && 'calls' in record.reading)
      record.reading = clocked(record.reading, DELAY_US * hopClock, slowHopShowsIn)
    if (record.kind !== 'trial' || record.status === 'failed' || record.latency === null) continue
    const pages = record.ledger.completed
    record.planted = countsOf(pages, isNotMeasured(record.cpu) ? 0 : record.cpu.wallUs, instrument)
    record.latency.serviceUs.p50 += 2 * DELAY_US * userClock
    if (!isNotMeasured(record.cpu)) {
      record.cpu.agentUs += record.cpu.wallUs * agentShare * cpu
      for (const unit of record.cpu.units) if (unit.pod === 'back') unit.us += DELAY_US * pages * cpu
    }
    if (!isNotMeasured(record.memory)) record.memory.agentBytes += 20_000_000 * memory
  }
}

const countsOf = (pages: number, wallUs: number, { withoutAgent }: Instrument): PlantedReading => [
  { kind: 'busy-service', requests: pages, us: DELAY_US * pages },
  { kind: 'slow-hop', segments: pages, us: DELAY_US * pages },
  withoutAgent === true
    ? { kind: 'busy-agent', notPlanted: 'the program is not built' }
    : { kind: 'busy-agent', cpuUs: wallUs * AGENT_SHARE, overUs: wallUs },
  { kind: 'held-memory', bytes: 20_000_000 },
]

function clocked(reading: HopReading, us: number, slowHop: string): HopReading {
  const longer = ({ mean, p10, p50 }: SpreadUs): SpreadUs => ({
    mean: mean + us,
    p10: p10 + us,
    p50: p50 + us,
  })
  return {
    ...reading,
    calls: reading.calls.map((call) => ({
      ...call,
      transport: call.to === slowHop ? longer(call.transport) : call.transport,
      app: call.to === 'back' ? longer(call.app) : call.app,
    })),
  }
}
