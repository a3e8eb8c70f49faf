/** Removes a mesh from a cluster that was there before the run: all that the run put there, and nothing else. */
import { BenchError, UnavailableError } from '../../../errors.ts'
import { run, tryRun } from '../../../system/command.ts'
import { waitFor } from '../../../system/wait.ts'
import { exists, remove } from '../api/apply.ts'
import type { Manifest } from '../api/manifest.ts'
import type { ClusterApi } from '../api/connect.ts'
import { filledManifests } from '../mesh/manifests.ts'
import type { LoadedMesh } from '../mesh/load-mesh.ts'
import { chartObjects } from './chart-objects.ts'
import { findChart } from './find-chart.ts'
import { clusterArguments, kubeconfigEnvironment } from './install-mesh.ts'
import { leftBehind, noteCluster } from './left-behind.ts'

/** Hooks of a chart run when it goes as well. */
const REMOVED_WITHIN_MS = 300_000
/** Controllers take their finalizers off within seconds; a namespace goes when all in it has. */
const GONE_WITHIN_MS = 120_000

export interface MeshToRemove {
  mesh: LoadedMesh
  kubeconfig: readonly string[]
  context: string | undefined
  charts: string | null
}

/**
 * To be called before the mesh is installed: notes what is there already, which stays. Returns how to remove the rest, and
 * to wait until it has gone.
 * @throws UnavailableError when a release of that name is there: it is somebody's, and would be replaced
 */
export async function planRemoval(
  api: ClusterApi,
  { mesh, charts, ...at }: MeshToRemove,
): Promise<() => Promise<void>> {
  const inCluster = clusterArguments(at)
  const env = kubeconfigEnvironment(at)
  for (const { name, namespace } of mesh.releases)
    if ((await tryRun('helm', ['status', name, '--namespace', namespace, ...inCluster], { env })) !== null)
      throw new UnavailableError(
        `this cluster has a Helm release ${name} in ${namespace} already, and --install-meshes would replace it`,
        'leave out --install-meshes to measure what is there; nothing was changed',
      )
  const names = [...new Set(mesh.releases.map(({ namespace }) => namespace))]
  const namespaces = await absentObjects(
    api,
    names.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
  )
  const first = await absentObjects(api, filledManifests(mesh.folder, mesh.manifests))
  const last = await absentObjects(api, filledManifests(mesh.folder, mesh.after))
  const before = await noteCluster(api)
  return async () => {
    // While those who look after them still run: they take their finalizers off.
    await removeAndWait(api, last.toReversed())
    const ofCharts = (
      await Promise.all(
        mesh.releases.map((release) =>
          chartObjects(release, findChart(release, mesh.name, charts), { inCluster, env }),
        ),
      )
    ).flat()
    for (const { name, namespace } of mesh.releases.toReversed())
      await run('helm', ['uninstall', name, '--namespace', namespace, '--ignore-not-found', ...inCluster], {
        timeoutMs: REMOVED_WITHIN_MS,
        env,
      })
    await removeAndWait(api, first.toReversed())
    const { ours, others } = await leftBehind(api, before, ofCharts, names)
    await removeAndWait(api, ours)
    await removeAndWait(api, namespaces)
    if (others.length > 0)
      throw new BenchError(
        `while ${mesh.title} was there, the cluster got ${others.join(', ')}, and nothing says whose these are`,
        'they were left alone: remove them if they are nobody’s',
      )
  }
}

/** Those of these objects that the cluster does not have; of a kind that it does not know yet, it has none. */
async function absentObjects(api: ClusterApi, objects: Manifest[]): Promise<Manifest[]> {
  const isThere = await Promise.all(objects.map((object) => exists(api, object).catch(() => false)))
  return objects.filter((_, index) => !isThere[index])
}

async function removeAndWait(api: ClusterApi, objects: Manifest[]): Promise<void> {
  for (const object of objects) await remove(api, object)
  for (const object of objects)
    await waitFor(
      `${object.kind} ${object.metadata.name} to go`,
      GONE_WITHIN_MS,
      async () => !(await exists(api, object).catch(() => false)) || undefined,
      500,
    )
}
