/** Which capabilities each datapath gives: what a team gets for the cost. */
import type { ArmView } from './arm-view.ts'
import type { LoadView } from './load-view.ts'
import { CAPABILITIES } from './text.ts'

export interface CapabilityMatrix {
  datapaths: { label: string; colour: string }[]
  rows: { mark: string; has: boolean[] }[]
}

/** One column for each datapath, even where several arms of it differ in options; null where nothing is compared. */
export function capabilityMatrix(view: LoadView): CapabilityMatrix | null {
  const arms = [...Map.groupBy(view.treatments, ({ datapath }) => datapath).values()].map((same) => same[0]!)
  // The plain network gives no capability, in whichever cluster it runs.
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

/** The arm's label, or the datapath's noun where several arms share the datapath. */
const labelOf = (arm: ArmView, arms: readonly ArmView[]): string =>
  arms.filter(({ datapath }) => datapath === arm.datapath).length === 1 ? arm.label : arm.datapathNoun
