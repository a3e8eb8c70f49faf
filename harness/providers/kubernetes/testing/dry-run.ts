/** For tests: applies the objects of an arm to a real API server as a dry run, which stores nothing. */
import { ApisApi } from '@kubernetes/client-node'
import { apply } from '../api/apply.ts'
import type { Manifest } from '../api/manifest.ts'
import type { ClusterApi } from '../api/connect.ts'
import type { LoadedMesh } from '../mesh/load-mesh.ts'
import { filledManifests } from '../mesh/manifests.ts'
import type { MeshDatapath } from '../mesh/schema.ts'
import { armNames, type ArmNames } from '../workload/arm-names.ts'
import { fillerNamespace, fillerObjects } from '../workload/fillers.ts'
import { namespaceObjects, workloadObjects, type WorkloadPlan } from '../workload/manifests.ts'
import { meshObjects } from '../workload/mesh-objects.ts'
import { armSpec, TOPOLOGY } from './run-site.ts'

/** Makes real namespaces, because a dry run makes none and namespaced objects need them. */
export async function makeNamespaces(api: ClusterApi, runId: string): Promise<ArmNames> {
  const names = armNames(runId, armSpec('direct', { name: 'dry-run' }), TOPOLOGY)
  const all = [...names.namespaces.values(), names.uninjectedNamespace]
  const { labels } = names
  const namespaces = all.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } }))
  await apply(api, [...namespaces, fillerNamespace(names)])
  return names
}

/** All objects of an arm and of its mesh, except those of charts. */
export function objectsOf(mesh: LoadedMesh, datapath: MeshDatapath, names: ArmNames): Manifest[] {
  const plan: WorkloadPlan = {
    ...{
      names,
      datapath,
      topology: TOPOLOGY,
      image: 'localhost/hopbench/workload:dry-run',
      databaseImage: '',
    },
    ...{ iterationsPerUs: 1, clientPlacement: 'away' },
  }
  const enable = datapath.flows?.enable
  return [
    ...filledManifests(mesh.folder, [...mesh.manifests, ...mesh.after]),
    ...namespaceObjects(plan),
    ...meshObjects(mesh, plan),
    ...workloadObjects(plan),
    fillerNamespace(names),
    ...fillerObjects(names, 2),
    ...(enable === undefined
      ? []
      : [...names.namespaces.values()].flatMap((namespace) =>
          filledManifests(mesh.folder, [enable], { namespace }),
        )),
  ]
}

const groupOf = ({ apiVersion }: Manifest): string =>
  apiVersion.includes('/') ? apiVersion.split('/')[0]! : ''

/** Applies each object whose kind the server knows as a dry run. Returns the API groups of the others. @throws the server's refusal */
export async function dryRun(api: ClusterApi, objects: Manifest[]): Promise<string[]> {
  const { groups } = await api.kubeConfig.makeApiClient(ApisApi).getAPIVersions()
  const known = new Set(['', ...groups.map(({ name }) => name)])
  const isKnown = (object: Manifest) => known.has(groupOf(object))
  await apply(api, objects.filter(isKnown), true)
  return objects.filter((object) => !isKnown(object)).map(groupOf)
}
