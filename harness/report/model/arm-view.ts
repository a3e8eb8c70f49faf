/** How a report names and draws each arm. */
import type { ArmRecord, RunRecord } from '../../results/record.ts'
import { stylesOf, type DatapathStyle } from '../look/palette.ts'
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

/** Datapaths known well enough to have a short label and a place in a sentence; any other goes by its title. */
const KNOWN: Record<string, { label: string; noun: string }> = {
  direct: { label: 'direct', noun: 'the plain network' },
  'kube-proxy-iptables': { label: 'kube-proxy', noun: 'kube-proxy (iptables)' },
  sidecar: { label: 'sidecar', noun: 'a sidecar' },
  'sidecar-mtls': { label: 'sidecar, mTLS', noun: 'a sidecar with mutual TLS' },
  ebpf: { label: 'eBPF', noun: 'our eBPF datapath' },
  'istio-sidecar': { label: 'Istio sidecar', noun: 'an Istio sidecar' },
  'istio-sidecar-mtls': { label: 'Istio sidecar, mTLS', noun: 'an Istio sidecar with mutual TLS' },
  cilium: { label: 'Cilium', noun: 'Cilium' },
}

/** Views of all arms, in the scenario's order. */
export function armViews(run: RunRecord): ArmView[] {
  const styles = stylesOf(run.arms)
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
    const short = shortOf(arm, run.arms)
    const label = place === null ? labelOf(arm, short, alone) : `${short} (${place}'s cluster)`
    const known = alone ? KNOWN[arm.datapath]?.noun : undefined
    const noun = known !== undefined && place !== null ? `${known} in ${place}'s cluster` : known
    return {
      ...styles.get(arm.datapath)!,
      name: arm.name,
      role: arm.role,
      datapath: arm.datapath,
      against: arm.against,
      placeOf: place,
      title: alone || place !== null || arm.role === 'twin' ? arm.title : `${arm.title}: ${arm.name}`,
      label,
      ...(noun === undefined ? { noun: label, start: label } : { noun, start: capitalized(noun) }),
      datapathNoun: KNOWN[arm.datapath]?.noun ?? arm.title,
      fidelity: fidelityWords(arm.fidelity),
      isOurs: arm.fidelity.ours,
      models: arm.fidelity.models.split(/ ?[:,(]/)[0]!,
      fillerServices: arm.fillerServices,
      capabilities: CAPABILITIES.map(({ key, mark, gives }) => ({ mark, gives, has: arm.capability[key] })),
    }
  })
}

/** The known label, or the title without its details, unless another datapath of the run would be called the same. */
function shortOf({ datapath, title }: ArmRecord, arms: readonly ArmRecord[]): string {
  const brief = (arm: Pick<ArmRecord, 'datapath' | 'title'>): string =>
    KNOWN[arm.datapath]?.label ?? arm.title.split(/ \(|, /)[0]!
  const own = brief({ datapath, title })
  const isShared = arms.some((other) => other.datapath !== datapath && brief(other) === own)
  return isShared && !KNOWN[datapath] ? title : own
}

/** Several arms of one datapath go by their own names. */
function labelOf(arm: ArmRecord, short: string, alone: boolean): string {
  if (arm.role === 'twin') return `${short} (again)`
  const label = alone ? short : arm.name
  return arm.fidelity.ours ? `${label} (ours)` : label
}
