/** The names, colours and capabilities with which a report shows each arm. */
import type { ArmRecord, Descriptor, RunRecord } from '../../results/record.ts'
import type { CapabilityFact } from '../../stats/analysis.ts'
import { styleOf, type DatapathStyle } from '../look/palette.ts'
import { capabilityViews, type CapabilityView } from './capabilities.ts'
import { capitalized, fidelityText } from './text.ts'

export interface ArmView extends DatapathStyle {
  name: string
  role: Exclude<ArmRecord['role'], 'planted'>
  datapath: string
  family: Descriptor['family']
  /** Name of the arm that its cost is compared with. */
  against: string
  /** For the plain network in the cluster of another arm: that arm's name. Such an arm shows what the cluster alone changes. Null for every other arm. */
  clusterOf: string | null
  /** The full name: "eBPF (ours, emulates Cilium)". */
  title: string
  /** For charts and rows: "eBPF (ours)". */
  label: string
  /** Inside a sentence: "our eBPF datapath"; `start` is the same at the start of a sentence. */
  noun: string
  start: string
  /** Inside a sentence, for all arms of this datapath together. */
  datapathNoun: string
  fidelity: string
  isOurs: boolean
  /** The product that the arm stands for, without details: "Cilium 1.19". */
  models: string
  fillerServices: number
  /** Rules of policy that match nobody, for each pod and direction. */
  policyRules: number
  capabilities: CapabilityView[]
}

/** Views of all arms, in the scenario's order, but not of those with planted effects, which have a table of their own. */
export function armViews(run: RunRecord, facts: readonly CapabilityFact[]): ArmView[] {
  const baseline = run.arms.find(({ role }) => role === 'baseline')
  /** The arm in whose cluster a further arm of the baseline's datapath runs. */
  const clusterOf = (arm: ArmRecord): string | null =>
    arm !== baseline && arm.datapath === baseline?.datapath ? arm.within : null
  return run.arms.flatMap((arm) => {
    if (arm.role === 'planted') return []
    const cluster = clusterOf(arm)
    const isOnlyArm =
      run.arms.filter(
        (other) =>
          other.datapath === arm.datapath &&
          other.role !== 'twin' &&
          other.role !== 'planted' &&
          clusterOf(other) === null,
      ).length === 1
    const described = run.datapaths.find(({ name }) => name === arm.datapath)!
    const short = described.label
    const label = cluster === null ? labelOf(arm, short, isOnlyArm) : `${short} (${cluster}'s cluster)`
    const known = isOnlyArm ? described.noun : undefined
    const noun = known !== undefined && cluster !== null ? `${known} in ${cluster}'s cluster` : known
    return {
      ...styleOf(described),
      name: arm.name,
      role: arm.role,
      datapath: arm.datapath,
      family: described.family,
      against: arm.against,
      clusterOf: cluster,
      title: isOnlyArm || cluster !== null || arm.role === 'twin' ? arm.title : `${arm.title}: ${arm.name}`,
      label,
      ...(noun === undefined ? { noun: label, start: label } : { noun, start: capitalized(noun) }),
      datapathNoun: described.noun,
      fidelity: fidelityText(arm.fidelity),
      isOurs: arm.fidelity.ours,
      models: productOf(arm),
      fillerServices: arm.fillerServices,
      policyRules: arm.policyRules ?? 0,
      capabilities: capabilityViews(arm.name, facts),
    }
  })
}

/** The product that an arm is or stands for, with its version where the version is known. */
function productOf({ fidelity }: ArmRecord): string {
  if (fidelity.product === null) return fidelity.models
  return [fidelity.product.name, fidelity.product.version].filter(Boolean).join(' ')
}

/** The label of an arm. Several arms of one datapath are labelled with their own names. */
function labelOf(arm: ArmRecord, short: string, isOnlyArm: boolean): string {
  if (arm.role === 'twin') return `${short} (again)`
  const label = isOnlyArm ? short : arm.name
  return arm.fidelity.ours ? `${label} (ours)` : label
}
