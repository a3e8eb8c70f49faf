/** Which cluster a plan asks for: its configuration, and a name that tells clusters of different content apart. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { databasesOf } from '../../../scenario/queries.ts'
import { clusterName, keptClusterName } from '../../../system/run-names.ts'
import { DATABASE_IMAGE } from '../flags.ts'
import { hashOf, type ClusterPlan } from '../plan/cluster-plan.ts'
import { kindConfig, pinnedNodeImage } from './nodes/kind-config.ts'
import type { KindRun } from './nodes/kind-run.ts'

const CLUSTERS_FOLDER = join(import.meta.dirname, '..', '..', '..', '..', 'clusters')

export interface ClusterIdentity {
  name: string
  /** What `kind create cluster --config` reads. */
  config: string
  nodeImage: string
  /** Whether the user has put another node image in place of the pinned one. */
  isOtherNodeImage: boolean
  kubeconfigFile: string
}

/** Reads the files that decide what the cluster is. Nothing is made. */
export function identifyCluster(
  { site, options, workload, folder }: KindRun,
  plan: ClusterPlan,
): ClusterIdentity {
  const yaml = readFileSync(join(CLUSTERS_FOLDER, plan.mesh.cluster), 'utf8')
  const config = kindConfig(yaml, site.clientPlacement === 'away' ? 2 : 1)
  const nodeImage = options.nodeImage ?? pinnedNodeImage(yaml)
  const contents = [
    config,
    nodeImage,
    workload.image,
    databasesOf(site.topology).length > 0 ? (options.databaseImage ?? DATABASE_IMAGE) : null,
    options.allowEgress,
    [...plan.userValues, ...filesIn(plan.mesh.folder)].map((file) => readFileSync(file, 'utf8')),
    // Archives and charts are compared by size: reading a gigabyte would take as long as loading it.
    [options.images, options.charts].map((archives) =>
      archives === undefined ? [] : filesIn(archives).map((file) => [file, statSync(file).size]),
    ),
  ]
  const name = options.keep ? keptClusterName(hashOf(plan, contents)) : clusterName(site.runId, plan.group)
  return {
    name,
    config,
    nodeImage,
    isOtherNodeImage: nodeImage !== pinnedNodeImage(yaml),
    kubeconfigFile: join(folder, `${name}.kubeconfig`),
  }
}

/** All files in the folder of a mesh: any of them may change what is installed. */
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
