/** Which capabilities each datapath gives: what a team gets for the cost, and what of it this run has exercised. */
import type { ArmView } from './arm-view.ts'
import type { CapabilityView } from './capabilities.ts'
import type { LoadView } from './load-view.ts'
import { CAPABILITIES } from './text.ts'

/** `exercised` in this run, `could`: only by the datapath's description, or `no`. */
export type CapabilityMark = 'exercised' | 'could' | 'no'

export interface CapabilityMatrix {
  datapaths: { label: string; colour: string }[]
  rows: { mark: string; cells: CapabilityMark[] }[]
  /** "sidecar, mTLS, encrypts: 24 proofs held, read from tcpdump": what stands behind each mark. */
  evidence: string[]
}

/**
 * One column for each datapath, even where several arms of it differ in options: a capability then counts as exercised where
 * every arm that could give it exercised it. Null where nothing is compared.
 */
export function capabilityMatrix(view: LoadView): CapabilityMatrix | null {
  const groups = [...Map.groupBy(view.treatments, ({ datapath }) => datapath).values()]
  // The plain network gives no capability, in whichever cluster it runs.
  const shown = groups.filter(([first]) => first!.datapath !== view.baseline.datapath)
  if (shown.length === 0) return null
  const columns = shown.map((arms) => ({ label: labelOf(arms), colour: arms[0]!.colour, arms }))
  return {
    datapaths: columns.map(({ label, colour }) => ({ label, colour })),
    rows: CAPABILITIES.map(({ mark }, index) => ({
      mark,
      cells: columns.map(({ arms }) => markOf(arms.map(({ capabilities }) => capabilities[index]!))),
    })),
    evidence: columns.flatMap(({ label, arms }) =>
      arms[0]!.capabilities.flatMap(({ mark, could, exercised, evidence }) =>
        could ? [`${label}, ${mark}: ${exercised ? '' : 'not exercised, '}${evidence}`] : [],
      ),
    ),
  }
}

function markOf(ofArms: readonly CapabilityView[]): CapabilityMark {
  const able = ofArms.filter(({ could }) => could)
  if (able.length === 0) return 'no'
  return able.every(({ exercised }) => exercised) ? 'exercised' : 'could'
}

/** The arm's label, or the datapath's noun where several arms share the datapath. */
const labelOf = (arms: readonly ArmView[]): string =>
  arms.length === 1 ? arms[0]!.label : arms[0]!.datapathNoun
