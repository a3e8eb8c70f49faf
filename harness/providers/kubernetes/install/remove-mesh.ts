/** Removes a mesh from an existing cluster: everything that the run installed, and nothing else. */
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

/** Long, because the chart's delete hooks run too. */
const REMOVED_WITHIN_MS = 300_000
/** Controllers remove their finalizers within seconds; a namespace goes when everything in it has gone. */
const GONE_WITHIN_MS = 120_000

export interface MeshToRemove {
  mesh: LoadedMesh
  kubeconfig: readonly string[]
  context: string | undefined
  charts: string | null
}

/**
 * Call this before the mesh is installed: it notes what exists already and must stay. Returns a function that removes everything
 * else and waits until it has gone.
 * @throws UnavailableError when the cluster already has a release of that name, which the installation would replace
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
        'leave out --install-meshes to measure the installed mesh; nothing was changed',
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
    // These objects go first, while their controllers still run and can remove the finalizers.
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
        `while ${mesh.title} was installed, the cluster got ${others.join(', ')}, and nothing shows what these objects belong to`,
        'hopbench left them in the cluster: remove them if nothing needs them',
      )
  }
}

/** The objects that the cluster does not have. An object of a kind that the cluster does not know is absent too. */
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
