/** A made-up run on kind: two meshes in clusters of their own, each with the plain network beside it. */
import type { ClusterRecord } from '../../results/record.ts'
import type { SyntheticArm } from './synthetic-arms.ts'
import type { SyntheticOptions } from './synthetic-run.ts'

const CLUSTER = { controlPlaneUsPerSecond: 60_000, controlPlaneBytes: 600e6 }
/** istiod beside the cluster's own servers. */
const WITH_ISTIOD = { controlPlaneUsPerSecond: 64_000, controlPlaneBytes: 680e6 }

/** Places differ a little: the plain network costs 8 µs more in Istio's cluster than in the baseline's. */
export const SYNTHETIC_KIND_ARMS: SyntheticArm[] = [
  { name: 'direct', role: 'baseline', ...CLUSTER },
  { name: 'direct-again', role: 'twin', datapath: 'direct', ...CLUSTER },
  { name: 'kube-proxy-iptables', p50Us: 925, transportUs: 25, appCpuUs: 565, kernelBytes: 2e5, ...CLUSTER },
  {
    name: 'direct-istio-sidecar',
    role: 'twin',
    datapath: 'direct',
    within: 'istio-sidecar',
    p50Us: 908,
    ...WITH_ISTIOD,
  },
  {
    name: 'istio-sidecar',
    against: 'direct-istio-sidecar',
    modelledBy: 'sidecar',
    p50Us: 3200,
    transportUs: 690,
    shape: 0.2,
    appCpuUs: 620,
    proxyCpuUs: 2400,
    proxies: 4,
    proxyBytes: 200e6,
    capacityPerSecond: 500,
    ...WITH_ISTIOD,
  },
  { name: 'direct-cilium', datapath: 'direct', within: 'cilium', p50Us: 880, ...CLUSTER },
  {
    name: 'cilium',
    modelledBy: 'ebpf',
    p50Us: 985,
    transportUs: 14,
    appCpuUs: 570,
    kernelBytes: 3e7,
    ...CLUSTER,
  },
]

const cluster = (name: string, arms: string[], origin: ClusterRecord['origin']): ClusterRecord => ({
  kind: 'cluster',
  startedAt: '2029-12-31T23:50:00.000Z',
  name,
  origin,
  arms,
  nodes: 1,
  phases: { 'node ready': 21_400, 'images loaded': 4100, 'mesh installed': 17_800 },
  durationMs: 43_300,
  apiRequests: 212,
})

export const SYNTHETIC_KIND: Omit<SyntheticOptions, 'seed'> = {
  provider: 'kind',
  arms: SYNTHETIC_KIND_ARMS,
  clusters: [
    cluster('hopbench-7f3c-plain', ['direct', 'direct-again', 'kube-proxy-iptables'], 'made'),
    cluster('hopbench-7f3c-istio-sidecar', ['direct-istio-sidecar', 'istio-sidecar'], 'made'),
    cluster('hopbench-7f3c-cilium', ['direct-cilium', 'cilium'], 'kept'),
  ],
}
