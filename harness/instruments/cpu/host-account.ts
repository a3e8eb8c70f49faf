/** The CPU account of an arm that runs on this machine: reads every CPU counter of the host at both edges of a window. */
import type { Unit } from '../../arm/arm.ts'
import type { Instrument } from '../../arm/instrument.ts'
import type { CpuReading } from '../../results/record.ts'
import { readEdge, subtract } from './window.ts'

/** An instrument that reads the host and the arm's own `units` synchronously at both edges. */
export function hostAccount(units: Unit[]): Instrument<CpuReading> {
  return {
    perturbs: false,
    open(others) {
      const arms = { units, otherUnits: unitsOfOthers(units, others) }
      const before = readEdge(arms)
      return { close: () => subtract(before, readEdge(arms)) }
    },
  }
}

/**
 * Units that should use no CPU while an arm is measured. Arms of one cluster share units, such as the cluster's control plane
 * and DNS: a unit that is also the measured arm's own is left out, and a unit that several other arms share is listed once.
 */
export function unitsOfOthers(own: readonly Unit[], others: readonly { units: readonly Unit[] }[]): Unit[] {
  const ours = new Set(own)
  return [...new Set(others.flatMap(({ units }) => units))].filter((unit) => !ours.has(unit))
}
