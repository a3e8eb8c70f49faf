/** For tests of the command line: providers with real datapaths that cannot raise an arm. */
import { KUBECONFIG_FLAGS, kubeconfigOptions } from '../../providers/kubernetes/kubeconfig/flags.ts'
import { KIND_FLAGS } from '../../providers/kubernetes/kind/flags.ts'
import { NO_CAPABILITIES } from '../../results/record/descriptor.ts'
import { readOptions } from '../../providers/flag.ts'
import type { ConfiguredProvider, DatapathDescription, Provider } from '../../providers/provider.ts'

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
  seeing: ['nothing'],
  quick: ['sidecar', 'ebpf'].includes(modelledBy ?? ''),
  capability: NO_CAPABILITIES,
  fidelity: { level: 'as shipped', ours: false, models: name, product: null, same: [], missing: [] },
})

const NOTHING_IS_RAISED: ConfiguredProvider = {
  check: () => Promise.resolve([]),
  open: () => Promise.reject(new Error('tests of the command line raise no arm')),
}

const DATAPATHS = [
  describe('direct'),
  describe('kube-proxy-iptables'),
  describe('istio-sidecar', 'sidecar'),
  describe('istio-sidecar-mtls', 'sidecar-mtls'),
  describe('cilium', 'ebpf'),
]

const PLACE = { where: 'nowhere', atRest: 'Nothing rests.', others: 'none', cpuOf: 'nothing', beyond: [] }

/** Adds a plain chain to the cluster of each mesh, as the provider kind does. Each cluster takes 30 s. */
export const kind: Provider = {
  name: 'kind',
  datapaths: DATAPATHS,
  place: PLACE,
  notPlanted: 'nothing is raised',
  flags: Object.values(KIND_FLAGS),
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
    removalSeconds: 0,
    lookSeconds: 0,
    clusters: [arms.map(({ name }) => name)],
    settleSecondsPerTurn: 1,
    podsBesideServices: 1,
    podSeconds: 1,
  }),
  configure(typed, context) {
    const { nodeImage } = readOptions(KIND_FLAGS, typed, context)
    return {
      ...NOTHING_IS_RAISED,
      planLines: (arms) => [['clusters', `${arms.length} of ${nodeImage ?? 'the pinned'}`]],
    }
  },
}

export const kubeconfig: Provider = {
  name: 'kubeconfig',
  datapaths: DATAPATHS,
  place: PLACE,
  notPlanted: 'nothing is raised',
  flags: Object.values(KUBECONFIG_FLAGS),
  configure(typed, context) {
    kubeconfigOptions(typed, context)
    return NOTHING_IS_RAISED
  },
}
