/** Server-side apply: the API server merges objects, fills in defaults and checks them; hopbench owns the fields it wrote. */
import type { KubernetesObject } from '@kubernetes/client-node'
import { atApi, statusOf } from './failure.ts'
import type { ClusterApi } from './connect.ts'
import type { Manifest } from './manifest.ts'

/** How many requests are sent at once. More would only queue in the API server of a small host. */
const AT_ONCE = 8

/**
 * Applies objects in the given order, so the caller lists namespaces and definitions first.
 * @param dryRun the server processes the objects, webhooks included, and stores nothing
 * @throws BenchError naming the object and the server's reason
 */
export async function apply(api: ClusterApi, objects: Manifest[], dryRun = false): Promise<void> {
  for (const object of objects) await applyOne(api, object, dryRun)
}

/** Applies objects that do not depend on each other, several at once. */
export async function applyMany(api: ClusterApi, objects: Manifest[]): Promise<void> {
  const waiting = objects.values()
  const worker = async () => {
    for (const object of waiting) await applyOne(api, object, false)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}

const applyOne = (api: ClusterApi, object: Manifest, dryRun: boolean) =>
  atApi(`apply ${nameOf(object)}`, api.objects.apply(object, dryRun))

/** Removes an object and everything it owns, without a grace period. It is no error when the object does not exist. */
export async function remove(api: ClusterApi, object: Manifest): Promise<void> {
  try {
    await atApi(
      `remove ${nameOf(object)}`,
      api.objects.delete(object as KubernetesObject, undefined, undefined, 0, undefined, 'Background'),
    )
  } catch (error) {
    if (statusOf(error) !== 404) throw error
  }
}

/** Whether an object exists. */
export async function exists(
  api: ClusterApi,
  object: Pick<Manifest, 'apiVersion' | 'kind' | 'metadata'>,
): Promise<boolean> {
  try {
    await atApi(`look for ${nameOf(object)}`, api.objects.read(object))
    return true
  } catch (error) {
    if (statusOf(error) === 404) return false
    throw error
  }
}

const nameOf = ({ kind, metadata }: Pick<Manifest, 'kind' | 'metadata'>): string =>
  `${kind} ${[metadata.namespace, metadata.name].filter(Boolean).join('/')}`
