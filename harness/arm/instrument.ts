/** An instrument reads at the edges of a window: it is opened when the window begins and closed when the window ends. */
import type { CpuReading, MemoryReading } from '../results/record.ts'
import type { Unit } from './unit.ts'

/** An arm that should use no CPU while another arm is measured. */
export interface RestingArm {
  spec: { name: string }
  units: readonly Unit[]
}

export interface Instrument<Reading> {
  /** Whether reading changes the measured values. Such an instrument gets trials of its own, which no comparison uses. */
  perturbs: boolean
  /** Called when the window begins. `others` are the arms that should use no CPU during the window. */
  open(others: readonly RestingArm[]): OpenInstrument<Reading> | Promise<OpenInstrument<Reading>>
}

export interface OpenInstrument<Reading> {
  /** Called when the window ends. Returns the reading, or the reason why there is none. */
  close(): Reading | Promise<Reading>
}

/** The reading of each instrument of an arm, by the instrument's name in records. */
export interface Readings {
  cpu: CpuReading
  memory: MemoryReading
}
export type InstrumentName = keyof Readings
export type Instruments = { [Name in InstrumentName]: Instrument<Readings[Name]> }

/** An instrument that reads only once, at the end of the window. */
export const atWindowEnd = <Reading>(read: () => Promise<Reading>): Instrument<Reading> => ({
  perturbs: false,
  open: () => ({ close: read }),
})
