/** What a synthetic run says of its machine and its arms; plausible, and plainly not measured. */
import type { ArmRecord, Capability, HostFingerprint, RunRecord } from '../../results/record.ts'

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
  clientPlacement: 'beside',
  hopsPerPage: 3,
  callsPerPage: 3,
}

const NOTHING: Capability = {
  encrypts: false,
  authenticatesPeer: false,
  parsesL7: false,
  enforcesL4Policy: false,
  enforcesL7Policy: false,
  emitsFlows: false,
  emitsMetrics: false,
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

function titleOf(title: string, { role, within }: Pick<ArmRecord, 'role' | 'within'>): string {
  if (within !== null) return `${title}, in the cluster of ${within}`
  return role === 'twin' ? `${title}, a second time` : title
}

/** The arm's entry in run.json. */
export function syntheticArmRecord(arm: {
  name: string
  role: ArmRecord['role']
  datapath: string
  fillerServices: number
  flowEvents: boolean
  against: string
  within: string | null
  modelledBy: string | null
}): ArmRecord {
  const title = TITLE[arm.datapath] ?? arm.datapath
  const isDirect = arm.datapath === 'direct'
  return {
    ...arm,
    title: titleOf(title, arm),
    capability: { ...NOTHING, ...CAPABILITY[arm.datapath] },
    fidelity: {
      level: isDirect ? 'reference' : arm.modelledBy === null ? 'emulated' : 'as shipped',
      ours: arm.datapath === 'ebpf',
      models: title,
      same: ['synthetic'],
      missing: isDirect ? [] : ['everything: these figures were made up by a seeded generator'],
    },
    settings: { congestionControl: 'cubic' },
  }
}
