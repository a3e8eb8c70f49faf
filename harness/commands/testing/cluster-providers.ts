/** For tests of what can be typed: providers with real datapaths, which nothing can be raised with. */
import type { DatapathDescription, Provider } from '../../providers/provider.ts'

const describe = (name: string, modelledBy: string | null = null): DatapathDescription => ({
  name,
  title: name,
  label: name,
  noun: name,
  family: 'other',
  hue: 'grey',
  modelledBy,
  needs: [],
  rivals: [],
  quick: ['sidecar', 'ebpf'].includes(modelledBy ?? ''),
  capability: {
    encrypts: false,
    authenticatesPeer: false,
    parsesL7: false,
    enforcesL4Policy: false,
    enforcesL7Policy: false,
    emitsFlows: false,
    emitsMetrics: false,
  },
  fidelity: { level: 'as shipped', ours: false, models: name, product: null, same: [], missing: [] },
})

const clusterProvider = (name: string): Provider => ({
  name,
  datapaths: [
    describe('direct'),
    describe('kube-proxy-iptables'),
    describe('istio-sidecar', 'sidecar'),
    describe('istio-sidecar-mtls', 'sidecar-mtls'),
    describe('cilium', 'ebpf'),
  ],
  check: () => Promise.resolve([]),
  open: () => Promise.reject(new Error('tests of what can be typed raise nothing')),
})

/** A chain around the mesh in each cluster, as kind has it; clusters take 30 s each. */
export const kind: Provider = {
  ...clusterProvider('kind'),
  completeArms: (arms) =>
    arms.flatMap((arm) =>
      arm.datapath === 'istio-sidecar'
        ? [
            { ...arm, against: `direct-${arm.name}` },
            { ...arm, name: `direct-${arm.name}`, datapath: 'direct', within: arm.name, isTwin: true },
          ]
        : [arm],
    ),
  budget: (arms) => ({
    clusterSeconds: arms.length * 30,
    settleSecondsPerTrial: 1,
    podsBesideServices: 1,
    podSeconds: 1,
  }),
  planLines: (arms, { nodeImage }) => [
    ['clusters', `${String(arms.length)} of ${nodeImage ?? 'the pinned'}`],
  ],
}

export const kubeconfig = clusterProvider('kubeconfig')
