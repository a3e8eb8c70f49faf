/** Objects that belong to no namespace, of every kind that the API server knows. */
import { ApisApi, type KubernetesObject } from '@kubernetes/client-node'
import type { ClusterApi } from './connect.ts'

export interface ClusterKind {
  apiVersion: string
  kind: string
}

/** Made and removed all the time by nodes, volumes and controllers; a product that is installed brings none of them. */
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

/** Kinds whose objects can be listed and removed; a server of somebody's that does not answer for its kinds is left out. */
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

/** Metadata of all objects of these kinds. */
export async function listCluster(api: ClusterApi, kinds: ClusterKind[]): Promise<KubernetesObject[]> {
  const lists = await Promise.all(
    kinds.map(async ({ apiVersion, kind }) => {
      // A kind may have gone with its definition.
      const items = await api.objects.listMetadata(apiVersion, kind).catch(() => [])
      return items.flatMap(({ metadata }) => (metadata ? [{ apiVersion, kind, metadata }] : []))
    }),
  )
  return lists.flat()
}
