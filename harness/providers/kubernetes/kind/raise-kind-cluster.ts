/** Makes a kind cluster that is ready for arms, and times each step: nodes, egress closed, images, mesh, calm. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { ClusterRecord } from '../../../results/record.ts'
import { clusterName, keptClusterName } from '../../../system/run-names.ts'
import { connect } from '../api/connect.ts'
import { waitForPods } from '../api/wait-ready.ts'
import { hashOf, type ClusterPlan } from '../plan/cluster-plan.ts'
import type { Cluster } from '../cluster.ts'
import { installMesh } from '../install/install-mesh.ts'
import { removeNamespaces } from '../workload/remove-workload.ts'
import { closeEgress } from './egress/egress.ts'
import { proveEgressClosed } from './egress/egress-proof.ts'
import { createKindCluster, openKindCluster, type KindCluster } from './nodes/kind-cluster.ts'
import { kindConfig, pinnedNodeImage } from './nodes/kind-config.ts'
import type { KindRun } from './nodes/kind-run.ts'
import { loadImages } from './images/load-images.ts'
import { nodeCgroups, overNodes } from './nodes/over-nodes.ts'
import { crossCheckCpu } from './nodes/cross-check-cpu.ts'

/** CoreDNS is ready only after the cluster's network, which some meshes install first. */
const DNS_WITHIN_MS = 180_000
const CLUSTERS_FOLDER = join(import.meta.dirname, '..', '..', '..', '..', 'clusters')

/** @throws the error that kept the cluster from coming up; the cluster is then removed, and its logs are in the run's folder */
export async function raiseKindCluster(run: KindRun, plan: ClusterPlan): Promise<Cluster> {
  const { site, options, engine, workload } = run
  const { tell, signal } = site
  const startedAt = new Date()
  const phases: Record<string, number> = {}
  const phase = async <T>(name: string, step: () => Promise<T>): Promise<T> => {
    signal.throwIfAborted()
    tell.status(`cluster for ${plan.arms.join(', ')}: ${name}`)
    const began = performance.now()
    try {
      return await step()
    } finally {
      phases[name] = Math.round(performance.now() - began)
    }
  }
  const yaml = readFileSync(join(CLUSTERS_FOLDER, plan.mesh.cluster), 'utf8')
  const config = kindConfig(yaml, site.clientPlacement === 'away' ? 2 : 1)
  const nodeImage = options.nodeImage ?? pinnedNodeImage(yaml)
  const contents = [
    config,
    nodeImage,
    workload.image,
    options.allowEgress,
    [...plan.userValues, ...filesIn(plan.mesh.folder)].map((file) => readFileSync(file, 'utf8')),
    // Archives and charts are compared by size: reading a gigabyte would take as long as loading it.
    [options.images, options.charts].map((folder) =>
      folder === undefined ? [] : filesIn(folder).map((file) => [file, statSync(file).size]),
    ),
  ]
  const name = options.keep ? keptClusterName(hashOf(plan, contents)) : clusterName(site.runId, plan.group)
  const kubeconfigFile = join(run.folder, `${name}.kubeconfig`)

  // Pause the running cluster while this one is created.
  await run.turns.take(null)
  const kept = options.keep
    ? await phase('found again', () => openKindCluster(engine, name, kubeconfigFile))
    : null
  const kind =
    kept ??
    (await phase('nodes', () =>
      createKindCluster({
        engine,
        name,
        config,
        nodeImage: options.nodeImage,
        mayPull: options.images === undefined,
        kubeconfigFile,
        logDir: join(site.logDir, name),
        cleanup: site.cleanup,
        status: tell.status,
        signal,
      }),
    ))
  try {
    return await setUp(kind)
  } catch (error) {
    // An interrupted run needs no logs and should end quickly.
    if (!signal.aborted) await kind.exportLogs(join(site.logDir, name)).catch(() => undefined)
    if (!kept) await kind.delete()
    throw error
  }

  async function setUp(kind: KindCluster): Promise<Cluster> {
    const api = connect([kubeconfigFile])
    const nodes = await nodeCgroups(kind)
    const cpuCheck = await crossCheckCpu(api, nodes)
    if (kept) {
      // A run that was killed may have left its namespaces.
      await phase('namespaces of earlier runs', () => removeNamespaces(api))
    } else {
      if (!options.allowEgress) await phase('egress closed', () => closeEgress(kind, api))
      await phase('images', () =>
        loadImages(kind, { folder: options.images, mesh: plan.mesh, workload, status: tell.status }),
      )
      for (const effect of plan.mesh.sideEffects) tell.phase('note', effect)
      for (const command of plan.mesh.prepareNode)
        for (const node of kind.nodes) await engine.exec(node, command)
    }
    const otherCharts = await phase(plan.mesh.releases.length > 0 ? plan.mesh.title : 'network', () =>
      installMesh({
        api,
        kubeconfig: [kubeconfigFile],
        context: undefined,
        mesh: plan.mesh,
        values: plan.values,
        userValues: plan.userValues,
        overridingValues: plan.overridingValues,
        charts: options.charts ?? null,
        placeholders: { controlPlaneHost: kind.nodes[0]! },
        tell,
        signal,
      }),
    )
    await phase('DNS', () =>
      waitForPods(
        api,
        'CoreDNS',
        { namespace: 'kube-system', labelSelector: 'k8s-app=kube-dns', count: 1 },
        DNS_WITHIN_MS,
        signal,
      ),
    )
    const cluster = await overNodes(run, kind, nodes, api, plan)
    await phase('calm', () => cluster.learnIdleRate())
    const cpu = await cpuCheck.close()
    const egressProofs = options.allowEgress ? [] : await proveEgressClosed(kind)
    if (options.keep) {
      await kind.keep()
      site.cleanup.defer(`namespaces of the run in ${name}`, async () => {
        await kind.unpause()
        await removeNamespaces(api, site.runId)
        // The kept cluster uses no CPU until the next run.
        await kind.pause()
      })
    }
    const record: ClusterRecord = {
      kind: 'cluster',
      startedAt: startedAt.toISOString(),
      name,
      origin: kept ? 'kept' : 'made',
      arms: plan.arms,
      nodes: kind.nodes.length,
      phases,
      durationMs: Object.values(phases).reduce((sum, ms) => sum + ms, 0),
      apiRequests: api.requests(),
    }
    site.record(record)
    tell.phase(
      'cluster',
      `${name}: ${Object.entries(phases)
        .map(([step, ms]) => `${step} ${Math.round(ms / 1000)} s`)
        .join(', ')}`,
    )
    return {
      ...cluster,
      proofs: [...egressProofs, ...('notMeasured' in cpu ? [] : [cpu])],
      differences: {
        otherCharts,
        userValues: plan.userValues.map((file) => file.split('/').at(-1)!),
        otherNodeImage: nodeImage === pinnedNodeImage(yaml) ? null : nodeImage,
      },
      settings: {
        Kubernetes: (await api.version.getCode()).gitVersion,
        'container engine': `${engine.name} ${engine.version}`,
        nodes: `${kind.nodes.length}, image ${nodeImage}`,
        'cluster configuration': plan.mesh.cluster,
        ...('notMeasured' in cpu && { 'cAdvisor as cross-check of CPU': `not measured: ${cpu.notMeasured}` }),
        'egress from the cluster': options.allowEgress ? 'open (--allow-egress)' : 'closed',
        ...(plan.mesh.releases.length > 0 && {
          installed: `${plan.mesh.title} ${plan.mesh.version}: charts ${plan.mesh.releases.map(({ chart }) => chart).join(', ')}`,
        }),
      },
    }
  }
}

/** All files in the folder of a mesh: any of them may change what is installed. */
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
