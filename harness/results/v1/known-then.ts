/** What hopbench 0.1 and 0.2 knew of datapaths and places, which their records do not hold. Frozen with version 1. */
import type { ArmRecord } from './record.ts'
import type { Descriptor, Family, Hue, PlaceDescriptor } from '../record.ts'

type Known = Pick<Descriptor, 'label' | 'noun' | 'family' | 'hue'>

const DATAPATHS: Record<string, Known> = {
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
  'istio-sidecar-mtls': {
    label: 'Istio sidecar, mTLS',
    noun: 'an Istio sidecar with mutual TLS',
    family: 'sidecar',
    hue: 'magenta',
  },
  cilium: { label: 'Cilium', noun: 'Cilium', family: 'eBPF', hue: 'blue' },
}

/** Datapaths without a colour of their own took these in turn. */
const SPARE: readonly Hue[] = ['green', 'violet', 'brick', 'olive', 'teal', 'rose', 'brown', 'navy']

/** Of each datapath once, in the order of the arms. */
export function descriptorsOf(arms: readonly ArmRecord[]): Descriptor[] {
  const descriptors: Descriptor[] = []
  let spares = 0
  for (const arm of arms) {
    const { datapath, title, modelledBy, capability, fidelity } = arm
    if (descriptors.some(({ name }) => name === datapath)) continue
    const known = DATAPATHS[datapath]
    const own = known?.hue ?? DATAPATHS[modelledBy ?? '']?.hue
    const isFree = own !== undefined && !descriptors.some(({ hue }) => hue === own)
    const brief = title.split(/ \(|, /)[0]!
    const isShared = arms.some((other) => other.datapath !== datapath && other.title.startsWith(brief))
    descriptors.push({
      name: datapath,
      title,
      label: known?.label ?? (isShared ? title : brief),
      noun: known?.noun ?? (isShared ? title : brief),
      family: known?.family ?? familyOf(modelledBy),
      hue: isFree ? own : SPARE[spares++ % SPARE.length]!,
      modelledBy,
      needs: [],
      capability,
      fidelity: { ...fidelity, product: productOf(arm) },
    })
  }
  return descriptors
}

const familyOf = (modelledBy: string | null): Family => DATAPATHS[modelledBy ?? '']?.family ?? 'other'

/** "Istio 1.30 sidecars, profile default", "Cilium 1.19: kube-proxy replacement". */
export function productOf({ fidelity }: Pick<ArmRecord, 'fidelity'>): Descriptor['fidelity']['product'] {
  const [, name, version] =
    /^(Istio|Cilium|Linkerd|Kuma|Consul|Kong|Envoy Gateway) v?(\d[\w.]*)/.exec(fidelity.models) ?? []
  return name === undefined ? null : { name, version: version ?? null }
}

const ONE_HOST = 'more than one node: every pod is on one host, so no packet crosses a wire'
const PROTOCOLS = 'HTTP/2, gRPC and bodies over 1 MiB'

const NETNS: PlaceDescriptor = {
  where: 'network namespaces on one host',
  atRest: 'All datapaths are up at once; those not being measured are frozen.',
  others: 'frozen arms',
  cpuOf: 'the whole host',
  beyond: [ONE_HOST, 'a real control plane: nothing is pushed or reconciled while the load runs', PROTOCOLS],
}

const PLACES: Record<string, PlaceDescriptor> = {
  netns: NETNS,
  kind: {
    where: 'kind, Kubernetes in containers on one host',
    atRest:
      'All datapaths are up at once, each mesh in a cluster of its own; clusters not being measured are paused, and in the one that is, the pods of other arms are frozen.',
    others: 'arms at rest',
    cpuOf: 'the whole host',
    beyond: [
      'more than one machine: nodes are containers on one host, so no packet crosses a wire',
      PROTOCOLS,
    ],
  },
  kubeconfig: {
    where: 'a Kubernetes cluster',
    atRest: 'All datapaths are up at once; those not being measured get no load.',
    others: 'arms at rest',
    cpuOf: 'the nodes that an arm ran on',
    beyond: ['a cluster with nothing else in it: what others ran there meanwhile is not known', PROTOCOLS],
  },
}

/** An unknown provider keeps its name, and claims nothing of its own. */
export const placeOf = (provider: string): PlaceDescriptor =>
  PLACES[provider] ?? { ...NETNS, where: provider, beyond: [] }
