/** The CPU account of an arm whose machine is this one: every counter of the host, read at both edges of a window. */
import type { Unit } from '../../arm/arm.ts'
import type { Instrument } from '../../arm/instrument.ts'
import type { CpuReading } from '../../results/record.ts'
import { readEdge, subtract } from './window.ts'

/** Reads the host and `units`, the arm's own, at both edges, synchronously. */
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
 * Units that should take no CPU while an arm is measured, each once. Arms of one cluster share units (its control plane,
 * its DNS): what is the arm's own too is no other arm's, and what several others share is read once.
 */
export function unitsOfOthers(own: readonly Unit[], others: readonly { units: readonly Unit[] }[]): Unit[] {
  const ours = new Set(own)
  return [...new Set(others.flatMap(({ units }) => units))].filter((unit) => !ours.has(unit))
}
