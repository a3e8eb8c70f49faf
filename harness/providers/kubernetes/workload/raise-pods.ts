/** Makes an arm's objects in a cluster (namespaces, fillers, objects of the mesh, pods) and waits for its pods. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { databasesOf } from '../../../scenario/queries.ts'
import { CLIENT } from '../../../scenario/topology.ts'
import type { RunSite } from '../../provider.ts'
import { apply } from '../api/apply.ts'
import type { Manifest } from '../api/manifest.ts'
import type { ClusterApi } from '../api/connect.ts'
import type { LoadedMesh } from '../mesh/load-mesh.ts'
import { applyFillers, fillerNamespace } from './fillers.ts'
import { databaseObjects } from './database-objects.ts'
import {
  COLLECTOR,
  namespaceObjects,
  needsUninjectedPod,
  UNINJECTED,
  workloadObjects,
  type WorkloadPlan,
} from './manifests.ts'
import { meshObjects } from './mesh-objects.ts'
import { waitForWorkload, type WorkloadPod } from './workload-pods.ts'

/** Pods of a small topology are ready within 10 s; sixty pods with proxies on a busy laptop need minutes. */
const READY_WITHIN_MS = 240_000

/** @throws BenchError that describes the stuck pods; the caller must remove what was made so far */
export async function raisePods(
  site: RunSite,
  api: ClusterApi,
  mesh: LoadedMesh,
  plan: WorkloadPlan,
  arm: { name: string; fillerServices: number },
): Promise<WorkloadPod[]> {
  const { names } = plan
  site.tell.status(`${arm.name}: making pods`)
  await apply(api, namespaceObjects(plan))
  if (arm.fillerServices > 0) {
    site.tell.status(`${arm.name}: making ${arm.fillerServices} services that nobody calls`)
    await apply(api, [fillerNamespace(names)])
    await applyFillers(api, names, arm.fillerServices)
  }
  const objects = [...meshObjects(mesh, plan), ...databaseObjects(plan), ...workloadObjects(plan)]
  await keepManifests(join(site.configDir, arm.name), [...namespaceObjects(plan), ...objects])
  await apply(api, objects)
  site.tell.status(`${arm.name}: waiting for its pods`)
  return waitForWorkload(api, names, podCounts(plan), READY_WITHIN_MS, site.signal, (words) =>
    site.tell.phase('waiting', words),
  )
}

/** Writes the applied objects to the folder of the results. */
async function keepManifests(folder: string, objects: Manifest[]): Promise<void> {
  await mkdir(folder, { recursive: true })
  const documents = objects.map((object) => stringify(object)).join('---\n')
  await writeFile(join(folder, 'manifests.yaml'), documents)
}

function podCounts({
  names,
  topology,
  datapath,
  hasCollector = false,
}: WorkloadPlan): { namespace: string; count: number }[] {
  const all = [CLIENT, ...Object.keys(topology.services), ...databasesOf(topology).map(({ name }) => name)]
  const ours = [...names.namespaces.values()].map((namespace) => ({
    namespace,
    count: all.filter((pod) => names.namespaceOf(pod) === namespace).length,
  }))
  return [
    ...ours,
    ...(needsUninjectedPod(datapath)
      ? [{ namespace: names.uninjectedNamespace, count: [UNINJECTED].length }]
      : []),
    ...(hasCollector ? [{ namespace: names.collectorNamespace, count: [COLLECTOR].length }] : []),
  ]
}
