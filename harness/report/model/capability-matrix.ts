/** What a team gets for the cost: capabilities by datapath. */
import type { ArmView } from './arm-view.ts'
import type { LoadView } from './load-view.ts'
import { CAPABILITIES } from './words.ts'

export interface CapabilityMatrix {
  datapaths: { label: string; colour: string }[]
  rows: { mark: string; has: boolean[] }[]
}

/** One column for each datapath, whichever options its arms differ in; null where nothing is compared. */
export function capabilityMatrix(view: LoadView): CapabilityMatrix | null {
  const arms = [...Map.groupBy(view.treatments, ({ datapath }) => datapath).values()].map((same) => same[0]!)
  // The plain network in another cluster gives what the baseline gives: nothing.
  const shown = arms.filter(({ datapath }) => datapath !== view.baseline.datapath)
  if (shown.length === 0) return null
  return {
    datapaths: shown.map((arm) => ({ label: labelOf(arm, view.treatments), colour: arm.colour })),
    rows: CAPABILITIES.map(({ mark }) => ({
      mark,
      has: shown.map(({ capabilities }) => capabilities.some((one) => one.mark === mark && one.has)),
    })),
  }
}

/** Arms of one datapath go by their own names, the datapath by its title. */
const labelOf = (arm: ArmView, arms: readonly ArmView[]): string =>
  arms.filter(({ datapath }) => datapath === arm.datapath).length === 1 ? arm.label : arm.datapathNoun
