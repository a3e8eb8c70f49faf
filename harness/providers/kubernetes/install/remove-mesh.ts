/** Removes a mesh from a cluster that was there before the run: only what the run put there. */
import { UnavailableError } from '../../../errors.ts'
import { run, tryRun } from '../../../system/command.ts'
import { exists, remove } from '../api/apply.ts'
import type { ClusterApi } from '../api/connect.ts'
import { filledManifests } from '../mesh/manifests.ts'
import type { LoadedMesh } from '../mesh/load-mesh.ts'
import { clusterArguments, kubeconfigEnvironment } from './install-mesh.ts'

/** Hooks of a chart run when it goes as well. */
const REMOVED_WITHIN_MS = 300_000

/**
 * To be called before the mesh is installed: notes what of it is there already, which stays. Returns how to remove the rest.
 * @throws UnavailableError when a release of that name is there: it is somebody's, and would be replaced
 */
export async function planRemoval(
  api: ClusterApi,
  { mesh, ...at }: { mesh: LoadedMesh; kubeconfig: readonly string[]; context: string | undefined },
): Promise<() => Promise<void>> {
  const inCluster = clusterArguments(at)
  const env = kubeconfigEnvironment(at)
  for (const { name, namespace } of mesh.releases)
    if ((await tryRun('helm', ['status', name, '--namespace', namespace, ...inCluster], { env })) !== null)
      throw new UnavailableError(
        `this cluster has a Helm release ${name} in ${namespace} already, and --install-meshes would replace it`,
        'leave out --install-meshes to measure what is there; nothing was changed',
      )
  const namespaces = [...new Set(mesh.releases.map(({ namespace }) => namespace))].map((name) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name },
  }))
  const objects = [...namespaces, ...filledManifests(mesh.folder, [...mesh.manifests, ...mesh.after])]
  const wasThere = await Promise.all(
    // A kind that is not known yet has no objects.
    objects.map((object) => exists(api, object).catch(() => false)),
  )
  const ours = objects.filter((_, index) => !wasThere[index])
  return async () => {
    const [first, last] = [ours.slice(0, namespaces.length), ours.slice(namespaces.length).toReversed()]
    for (const object of last) await remove(api, object)
    for (const { name, namespace } of mesh.releases.toReversed())
      await run('helm', ['uninstall', name, '--namespace', namespace, '--ignore-not-found', ...inCluster], {
        timeoutMs: REMOVED_WITHIN_MS,
        env,
      })
    for (const object of first) await remove(api, object)
  }
}
