/** What is read at the edges of a window: opened when it begins, closed when it ends. */
import type { CpuReading, MemoryReading } from '../results/record.ts'
import type { Unit } from './unit.ts'

/** An arm that should take no CPU while another is measured. */
export interface RestingArm {
  spec: { name: string }
  units: readonly Unit[]
}

export interface Instrument<Reading> {
  /** Whether reading changes what is measured: such an instrument gets trials of its own, which no comparison uses. */
  perturbs: boolean
  /** Called at the window's beginning; `others` are the arms that should take no CPU meanwhile. */
  open(others: readonly RestingArm[]): OpenInstrument<Reading> | Promise<OpenInstrument<Reading>>
}

export interface OpenInstrument<Reading> {
  /** Called at the window's end. Gives the reading of the window, or why there is none. */
  close(): Reading | Promise<Reading>
}

/** What each instrument of an arm reads, as records name it. */
export interface Readings {
  cpu: CpuReading
  memory: MemoryReading
}
export type InstrumentName = keyof Readings
export type Instruments = { [Name in InstrumentName]: Instrument<Readings[Name]> }

/** An instrument that needs to look only once, at the window's end. */
export const atWindowEnd = <Reading>(read: () => Promise<Reading>): Instrument<Reading> => ({
  perturbs: false,
  open: () => ({ close: read }),
})
