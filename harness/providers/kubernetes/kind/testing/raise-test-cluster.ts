/** For tests: a cluster with one node and nothing installed, which belongs to a claimed run. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCleanup, type Cleanup } from '../../../../system/cleanup.ts'
import { findContainerEngine, type ContainerEngine } from '../../../../system/container-engine.ts'
import { clusterName, newRunId, runtimeDir } from '../../../../system/run-names.ts'
import { claimRun } from '../../../../system/run-owner.ts'
import { createKindCluster, type KindCluster } from '../nodes/kind-cluster.ts'
import type { KindClusterRequest } from '../nodes/kind-create.ts'
import { clusterOptions } from './cluster-flags.ts'

const CONFIG = join(import.meta.dirname, '../../../../../clusters/kube-proxy-iptables.yaml')

export interface TestCluster {
  engine: ContainerEngine
  cluster: KindCluster
  /** The request that the cluster was made from. */
  request: KindClusterRequest
  cleanup: Cleanup
  folder: string
}

export async function raiseTestCluster(): Promise<TestCluster> {
  const engine = await findContainerEngine()
  const cleanup = createCleanup()
  const runId = newRunId(new Date())
  const folder = mkdtempSync(join(tmpdir(), 'hopbench-cluster-'))
  cleanup.defer('folders', async () => {
    for (const path of [folder, runtimeDir(runId)]) rmSync(path, { recursive: true, force: true })
    await Promise.resolve()
  })
  claimRun(runId)
  const { nodeImage, images } = clusterOptions()
  const request = {
    engine,
    name: clusterName(runId, 'test'),
    config: readFileSync(CONFIG, 'utf8'),
    nodeImage,
    mayPull: images === undefined,
    kubeconfigFile: join(folder, 'kubeconfig'),
    logDir: join(folder, 'logs'),
    cleanup,
    status: () => undefined,
    signal: new AbortController().signal,
  }
  return { engine, cluster: await createKindCluster(request), request, cleanup, folder }
}
