/** How a report names and draws each arm. */
import type { ArmRecord, RunRecord } from '../../results/record.ts'
import { styleOf, type DatapathStyle } from '../look/palette.ts'
import { CAPABILITIES, capitalized, fidelityWords } from './words.ts'

export interface ArmView extends DatapathStyle {
  name: string
  role: ArmRecord['role']
  datapath: string
  /** Name of the arm that its cost is taken against. */
  against: string
  /** The plain network in the cluster of another arm, whose name this is: what a place alone makes of it. */
  placeOf: string | null
  /** Whole: "eBPF (ours, emulates Cilium)". */
  title: string
  /** For charts and rows: "eBPF (ours)". */
  label: string
  /** In a sentence: "our eBPF datapath"; and at its start. */
  noun: string
  start: string
  /** Of all arms of this datapath together, in a sentence. */
  datapathNoun: string
  fidelity: string
  isOurs: boolean
  /** The product it stands for, without the details: "Cilium 1.19". */
  models: string
  fillerServices: number
  capabilities: { mark: string; gives: string; has: boolean }[]
}

/** Views of all arms, in the scenario's order. */
export function armViews(run: RunRecord): ArmView[] {
  const baseline = run.arms.find(({ role }) => role === 'baseline')
  /** The cluster that a further arm of the baseline's datapath stands for. */
  const placeOf = (arm: ArmRecord): string | null =>
    arm !== baseline && arm.datapath === baseline?.datapath ? arm.within : null
  return run.arms.map((arm) => {
    const place = placeOf(arm)
    const alone =
      run.arms.filter(
        (other) => other.datapath === arm.datapath && other.role !== 'twin' && placeOf(other) === null,
      ).length === 1
    const described = run.datapaths.find(({ name }) => name === arm.datapath)!
    const short = described.label
    const label = place === null ? labelOf(arm, short, alone) : `${short} (${place}'s cluster)`
    const known = alone ? described.noun : undefined
    const noun = known !== undefined && place !== null ? `${known} in ${place}'s cluster` : known
    return {
      ...styleOf(described),
      name: arm.name,
      role: arm.role,
      datapath: arm.datapath,
      against: arm.against,
      placeOf: place,
      title: alone || place !== null || arm.role === 'twin' ? arm.title : `${arm.title}: ${arm.name}`,
      label,
      ...(noun === undefined ? { noun: label, start: label } : { noun, start: capitalized(noun) }),
      datapathNoun: described.noun,
      fidelity: fidelityWords(arm.fidelity),
      isOurs: arm.fidelity.ours,
      models: productOf(arm),
      fillerServices: arm.fillerServices,
      capabilities: CAPABILITIES.map(({ key, mark, gives }) => ({ mark, gives, has: arm.capability[key] })),
    }
  })
}

/** The product that an arm is or stands for, with its version where that is known. */
function productOf({ fidelity }: ArmRecord): string {
  if (fidelity.product === null) return fidelity.models
  return [fidelity.product.name, fidelity.product.version].filter(Boolean).join(' ')
}

/** Several arms of one datapath go by their own names. */
function labelOf(arm: ArmRecord, short: string, alone: boolean): string {
  if (arm.role === 'twin') return `${short} (again)`
  const label = alone ? short : arm.name
  return arm.fidelity.ours ? `${label} (ours)` : label
}
