/** What an installation left in a cluster after Helm took it away: definitions, what hooks and programs made for themselves. */
import type { KubernetesObject } from '@kubernetes/client-node'
import type { Manifest } from '../api/manifest.ts'
import { clusterKinds, listCluster, type ClusterKind } from '../api/cluster-kinds.ts'
import type { ClusterApi } from '../api/connect.ts'
import { atApi } from '../api/failure.ts'

export interface ClusterBefore {
  kinds: ClusterKind[]
  uids: Set<string>
}

/** Everything of the whole cluster, noted before anything is installed. */
export async function noteCluster(api: ClusterApi): Promise<ClusterBefore> {
  const kinds = await atApi('list the kinds of the cluster', clusterKinds(api))
  const objects = await listCluster(api, kinds)
  return { kinds, uids: new Set(objects.map(({ metadata }) => metadata?.uid ?? '')) }
}

/** An object of a chart's texts. */
export type ChartObject = Pick<Manifest, 'apiVersion' | 'kind' | 'metadata'>

/**
 * Objects of the whole cluster that were not there before, and are the installation's: a chart names them, or they name a
 * namespace of its. `others` came meanwhile, and nothing ties them to it: they may be somebody's.
 */
export async function leftBehind(
  api: ClusterApi,
  before: ClusterBefore,
  ofCharts: ChartObject[],
  namespaces: string[],
): Promise<{ ours: Manifest[]; others: string[] }> {
  const found = (await listCluster(api, before.kinds)).filter(
    (object) => !before.uids.has(object.metadata?.uid ?? '') && !isAutomatic(object),
  )
  const ours: Manifest[] = []
  const others: string[] = []
  for (const object of found) {
    const { kind, metadata } = object
    const isNamed = ofCharts.some((one) => one.kind === kind && one.metadata.name === metadata?.name)
    if (isNamed || (await names(api, object, namespaces))) ours.push(object as Manifest)
    else others.push(`${kind!} ${metadata?.name ?? ''}`)
  }
  return { ours: ours.toSorted((a, b) => orderOf(a) - orderOf(b)), others }
}

/** The server makes one for each definition, and takes it away with it. */
const isAutomatic = ({ kind, metadata }: KubernetesObject): boolean =>
  kind === 'APIService' && metadata?.labels?.['kube-aggregator.kubernetes.io/automanaged'] !== undefined

/** A webhook is served, a role is bound, a release is noted in a namespace. */
async function names(api: ClusterApi, object: KubernetesObject, namespaces: string[]): Promise<boolean> {
  const whole = await api.objects.read(object as Parameters<typeof api.objects.read>[0]).catch(() => null) // it has just gone
  return whole !== null && namespaces.some((name) => JSON.stringify(whole).includes(`"${name}"`))
}

/** Webhooks first: nobody answers them any more. Definitions last: what the others are about goes with them. */
const orderOf = ({ kind }: Manifest): number =>
  /Webhook|Admission/.test(kind) ? 0 : kind === 'CustomResourceDefinition' ? 2 : 1
