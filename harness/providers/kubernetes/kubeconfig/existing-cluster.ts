/** An existing cluster: how arms use it, and its record. */
import type { ClusterRecord } from '../../../results/record.ts'
import type { RunSite } from '../../provider.ts'
import type { ClusterApi } from '../api/connect.ts'
import { atApi } from '../api/failure.ts'
import type { Cluster } from '../cluster.ts'
import { DATABASE_IMAGE } from '../flags.ts'
import type { LoadedMesh } from '../mesh/load-mesh.ts'
import type { KubeconfigOptions } from './flags.ts'
import { overApi } from './over-api.ts'
import { missingRights } from '../api/missing-rights.ts'
import { READ_CADVISOR } from './rights.ts'

/** What all arms of a run in an existing cluster have in common. */
export interface ExistingClusterRun {
  site: RunSite
  options: KubeconfigOptions
  api: ClusterApi
}

/** @param otherCharts installed charts that differ from the pinned ones */
export async function existingCluster(
  { options, api }: ExistingClusterRun,
  { components, datapaths, title, version }: LoadedMesh,
  otherCharts: string[],
): Promise<Cluster> {
  const [{ gitVersion }, nodes, cadvisor] = await Promise.all([
    atApi('ask for the version', api.version.getCode()),
    atApi('list nodes', api.core.listNode()),
    missingRights(api, [READ_CADVISOR]),
  ])
  return {
    ...overApi(api, components),
    name: options.context,
    api,
    workloadImage: options.workloadImage!,
    databaseImage: DATABASE_IMAGE,
    components,
    removedWithRun: false,
    ownsNetwork: datapaths.some(({ ownsNetwork }) => ownsNetwork),
    proofs: [],
    differences: {
      otherCharts: [
        ...otherCharts,
        ...(components.length > 0 && !options.installMeshes
          ? [`the values of this ${title} are not known; hopbench itself would install ${version}`]
          : []),
      ],
      userValues: [],
      otherNodeImage: null,
    },
    settings: {
      Kubernetes: gitVersion,
      nodes: String(nodes.items.length),
      'CPU and memory':
        cadvisor.length === 0 ? 'by cAdvisor' : `not measured: this user may not ${cadvisor[0]!}`,
    },
  }
}

/** The run did not make the cluster, so the record has no phases. */
export async function clusterRecord({ site, options, api }: ExistingClusterRun): Promise<ClusterRecord> {
  const { items } = await atApi('count nodes', api.core.listNode())
  return {
    kind: 'cluster',
    startedAt: new Date().toISOString(),
    name: options.context,
    origin: 'existing',
    arms: site.arms.map(({ name }) => name),
    nodes: items.length,
    phases: {},
    durationMs: 0,
    apiRequests: api.requests(),
  }
}
