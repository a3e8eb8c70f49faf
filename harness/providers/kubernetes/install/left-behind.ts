/** Finds what is left of an installation after `helm uninstall`: definitions, and objects made by hooks or by the product's programs. */
import type { KubernetesObject } from '@kubernetes/client-node'
import type { Manifest } from '../api/manifest.ts'
import { clusterKinds, listCluster, type ClusterKind } from '../api/cluster-kinds.ts'
import type { ClusterApi } from '../api/connect.ts'
import { atApi } from '../api/failure.ts'

export interface ClusterBefore {
  kinds: ClusterKind[]
  uids: Set<string>
}

/** Notes all cluster-scoped objects before anything is installed. */
export async function noteCluster(api: ClusterApi): Promise<ClusterBefore> {
  const kinds = await atApi('list the kinds of the cluster', clusterKinds(api))
  const objects = await listCluster(api, kinds)
  return { kinds, uids: new Set(objects.map(({ metadata }) => metadata?.uid ?? '')) }
}

/** An object in the manifests of a chart. */
export type ChartObject = Pick<Manifest, 'apiVersion' | 'kind' | 'metadata'>

/**
 * Finds cluster-scoped objects that did not exist before the installation. `ours` belong to the installation: a chart has an
 * object of that name, or the object mentions a namespace of the installation. `others` were made in the meantime, and nothing
 * ties them to the installation, so they may belong to somebody else.
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
    if (isNamed || (await mentions(api, object, namespaces))) ours.push(object as Manifest)
    else others.push(`${kind!} ${metadata?.name ?? ''}`)
  }
  return { ours: ours.toSorted((a, b) => orderOf(a) - orderOf(b)), others }
}

/** The API server makes an APIService for each custom resource definition and removes it together with the definition. */
const isAutomatic = ({ kind, metadata }: KubernetesObject): boolean =>
  kind === 'APIService' && metadata?.labels?.['kube-aggregator.kubernetes.io/automanaged'] !== undefined

/** Whether an object mentions one of these namespaces, as a webhook does for its service or a role binding for its account. */
async function mentions(api: ClusterApi, object: KubernetesObject, namespaces: string[]): Promise<boolean> {
  const whole = await api.objects.read(object as Parameters<typeof api.objects.read>[0]).catch(() => null) // removed meanwhile
  return whole !== null && namespaces.some((name) => JSON.stringify(whole).includes(`"${name}"`))
}

/** The order of removal. Webhooks come first, because no pod answers them any more. Definitions come last, because their objects go with them. */
const orderOf = ({ kind }: Manifest): number =>
  /Webhook|Admission/.test(kind) ? 0 : kind === 'CustomResourceDefinition' ? 2 : 1
