/** What a synthetic run says of its machine and its arms; plausible, and plainly not measured. */
import {
  NO_CAPABILITIES,
  type ArmRecord,
  type Capability,
  type CodeFingerprint,
  type Descriptor,
  type Fidelity,
  type HostFingerprint,
  type PlaceDescriptor,
  type RunRecord,
  type Seeing,
} from '../../results/record.ts'

export const SYNTHETIC_HOST: HostFingerprint = {
  os: 'Debian GNU/Linux 12 (synthetic)',
  kernel: '6.18.0',
  architecture: 'x64',
  cpuModel: 'Synthetic CPU @ 2.60GHz',
  cores: 2,
  memoryBytes: 24 * 2 ** 30,
  virtualization: 'kvm',
  cpuGovernor: 'not readable',
  cgroup: 'cgroup2',
  cpuAccounting: 'interrupt time is charged to the task it interrupts',
  clocksource: 'kvm-clock',
  settings: { 'net.netfilter.nf_conntrack_max': '262144', 'net.ipv4.tcp_rmem': '4096 131072 6291456' },
  versions: { node: '24.21.0', envoy: '1.40.0', hopbench: '0.1.0' },
}

export const SYNTHETIC_CODE: CodeFingerprint = {
  version: '0.1.0',
  commit: '0123456789abcdef0123456789abcdef01234567',
  modified: false,
}

export const SYNTHETIC_PLACE: PlaceDescriptor = {
  where: 'nowhere (synthetic)',
  atRest: 'Nothing runs.',
  others: 'arms at rest',
  cpuOf: 'the whole host',
  beyond: ['anything that is real'],
}

/** `chain-3`: the client calls front, front calls middle, middle calls back. */
export const SYNTHETIC_SCENARIO: RunRecord['scenario'] = {
  name: 'synthetic-chain-3',
  description: 'What does a chain of three services cost under each datapath? (synthetic figures)',
  services: {
    front: { namespace: 'default', calls: ['middle'], cpuUs: 0, responseBytes: 512 },
    middle: { namespace: 'default', calls: ['back'], cpuUs: 0, responseBytes: 512 },
    back: { namespace: 'default', calls: [], cpuUs: 0, responseBytes: 512 },
  },
  page: [['front']],
  edges: [
    { from: 'client', to: 'front', callsPerPage: 1 },
    { from: 'front', to: 'middle', callsPerPage: 1 },
    { from: 'middle', to: 'back', callsPerPage: 1 },
  ],
  clientPlacement: 'beside',
  hopsPerPage: 3,
  callsPerPage: 3,
}

const CAPABILITY: Record<string, Partial<Capability>> = {
  sidecar: { parsesL7: true, enforcesL7Policy: true, emitsMetrics: true },
  'sidecar-mtls': {
    encrypts: true,
    authenticatesPeer: true,
    parsesL7: true,
    enforcesL4Policy: true,
    enforcesL7Policy: true,
    emitsMetrics: true,
  },
  ebpf: { enforcesL4Policy: true, emitsFlows: true },
  'istio-sidecar': { parsesL7: true, emitsFlows: true, emitsMetrics: true },
  cilium: { enforcesL4Policy: true, emitsFlows: true },
}

const TITLE: Record<string, string> = {
  direct: 'Direct, no service load balancing',
  'kube-proxy-iptables': 'kube-proxy (iptables)',
  sidecar: 'Sidecar (Envoy as Istio sets it up)',
  'sidecar-mtls': 'Sidecar with mutual TLS',
  ebpf: 'eBPF (ours, emulates Cilium)',
  'istio-sidecar': 'Istio sidecar (1.30.0)',
  cilium: 'Cilium (1.19.1)',
}

const PRODUCT: Record<string, Fidelity['product']> = {
  ebpf: { name: 'Cilium', version: '1.19' },
  cilium: { name: 'Cilium', version: '1.19.1' },
  sidecar: { name: 'Istio', version: '1.30' },
  'sidecar-mtls': { name: 'Istio', version: '1.30' },
  'istio-sidecar': { name: 'Istio', version: '1.30.0' },
}

const DRAWN: Record<string, Pick<Descriptor, 'label' | 'noun' | 'family' | 'hue'>> = {
  direct: { label: 'direct', noun: 'the plain network', family: 'plain', hue: 'grey' },
  'kube-proxy-iptables': {
    label: 'kube-proxy',
    noun: 'kube-proxy (iptables)',
    family: 'kube-proxy',
    hue: 'ochre',
  },
  ebpf: { label: 'eBPF', noun: 'our eBPF datapath', family: 'eBPF', hue: 'blue' },
  sidecar: { label: 'sidecar', noun: 'a sidecar', family: 'sidecar', hue: 'orange' },
  'sidecar-mtls': {
    label: 'sidecar, mTLS',
    noun: 'a sidecar with mutual TLS',
    family: 'sidecar',
    hue: 'magenta',
  },
  'istio-sidecar': { label: 'Istio sidecar', noun: 'an Istio sidecar', family: 'sidecar', hue: 'orange' },
  cilium: { label: 'Cilium', noun: 'Cilium', family: 'eBPF', hue: 'blue' },
}

function titleOf(title: string, { role, within }: Pick<ArmRecord, 'role' | 'within'>): string {
  if (within !== null) return `${title}, in the cluster of ${within}`
  return role === 'twin' ? `${title}, a second time` : title
}

/** What run.json says of an arm and of its datapath. */
export function syntheticArmRecord({
  modelledBy,
  seeing,
  ...arm
}: {
  name: string
  role: ArmRecord['role']
  datapath: string
  fillerServices: number
  policyRules?: number
  seeing?: Seeing | undefined
  against: string
  within: string | null
  modelledBy: string | null
}): { record: ArmRecord; descriptor: Descriptor } {
  const title = TITLE[arm.datapath] ?? arm.datapath
  const isDirect = arm.datapath === 'direct'
  const capability = { ...NO_CAPABILITIES, ...CAPABILITY[arm.datapath] }
  const fidelity: Fidelity = {
    level: isDirect ? 'reference' : modelledBy === null ? 'emulated' : 'as shipped',
    ours: arm.datapath === 'ebpf',
    models: title,
    product: PRODUCT[arm.datapath] ?? null,
    same: ['synthetic'],
    missing: isDirect ? [] : ['everything: these figures were made up by a seeded generator'],
  }
  return {
    record: {
      ...arm,
      flowEvents: seeing !== 'nothing',
      ...(seeing && { seeing }),
      title: titleOf(title, arm),
      capability,
      fidelity,
      settings: { congestionControl: 'cubic' },
    },
    descriptor: {
      name: arm.datapath,
      title,
      ...(DRAWN[arm.datapath] ?? { label: arm.datapath, noun: arm.datapath, family: 'other', hue: 'green' }),
      modelledBy,
      needs: [],
      capability,
      fidelity,
    },
  }
}
