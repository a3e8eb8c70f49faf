/** Lists cluster-scoped objects (those without a namespace) of every kind that the API server knows. */
import { ApisApi, type KubernetesObject } from '@kubernetes/client-node'
import type { ClusterApi } from './connect.ts'

export interface ClusterKind {
  apiVersion: string
  kind: string
}

/** Kinds whose objects nodes, volumes and controllers make and remove all the time. No mesh installs objects of these kinds. */
const COME_AND_GO = new Set([
  'CertificateSigningRequest',
  'ComponentStatus',
  'CSINode',
  'IPAddress',
  'Namespace',
  'Node',
  'PersistentVolume',
  'VolumeAttachment',
])

/** The kinds whose objects can be listed and removed. A group is left out when its aggregated API server does not answer. */
export async function clusterKinds({ kubeConfig, objects }: ClusterApi): Promise<ClusterKind[]> {
  const { groups } = await kubeConfig.makeApiClient(ApisApi).getAPIVersions()
  const versions = ['v1', ...groups.flatMap((group) => group.preferredVersion?.groupVersion ?? [])]
  const lists = await Promise.all(
    versions.map(async (apiVersion) => {
      const resources = await objects.kindsOf(apiVersion).catch(() => [])
      return resources
        .filter(
          ({ kind, name, namespaced, verbs }) =>
            !namespaced &&
            !name.includes('/') &&
            verbs.includes('list') &&
            verbs.includes('delete') &&
            !COME_AND_GO.has(kind),
        )
        .map(({ kind }) => ({ apiVersion, kind }))
    }),
  )
  return lists.flat()
}

/** The metadata of all objects of these kinds. */
export async function listCluster(api: ClusterApi, kinds: ClusterKind[]): Promise<KubernetesObject[]> {
  const lists = await Promise.all(
    kinds.map(async ({ apiVersion, kind }) => {
      // The kind's definition may have been removed meanwhile.
      const items = await api.objects.listMetadata(apiVersion, kind).catch(() => [])
      return items.flatMap(({ metadata }) => (metadata ? [{ apiVersion, kind, metadata }] : []))
    }),
  )
  return lists.flat()
}
