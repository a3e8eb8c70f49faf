/** Turns the bare nodes of a kind cluster into a place for arms: egress closed, images, mesh, DNS, calm. */
import { databasesOf } from '../../../scenario/queries.ts'
import { connect, type ClusterApi } from '../api/connect.ts'
import { waitForPods } from '../api/wait-ready.ts'
import type { Cluster } from '../cluster.ts'
import { DATABASE_IMAGE } from '../flags.ts'
import { installMesh } from '../install/install-mesh.ts'
import type { ClusterPlan } from '../plan/cluster-plan.ts'
import { removeNamespaces } from '../workload/remove-workload.ts'
import type { ClusterIdentity } from './cluster-identity.ts'
import { proveEgressClosed } from './egress/egress-proof.ts'
import { closeEgress } from './egress/egress.ts'
import { loadImages } from './images/load-images.ts'
import { crossCheckCpu } from './nodes/cross-check-cpu.ts'
import type { KindCluster } from './nodes/kind-cluster.ts'
import type { KindRun } from './nodes/kind-run.ts'
import { nodeCgroups, overNodes } from './nodes/over-nodes.ts'
import type { Phases } from './phases.ts'

/** CoreDNS is ready only after the cluster's network, which some meshes install first. */
const DNS_WITHIN_MS = 180_000

export interface ClusterSetUp {
  run: KindRun
  plan: ClusterPlan
  identity: ClusterIdentity
  kind: KindCluster
  /** An earlier run has set the cluster up already, and kept it. */
  isKept: boolean
  phases: Phases
}

/** @throws what kept the cluster from becoming ready */
export async function setUpCluster(setUp: ClusterSetUp): Promise<{ cluster: Cluster; apiRequests: number }> {
  const { run, plan, identity, kind, isKept, phases } = setUp
  const { site, options } = run
  const api = connect([identity.kubeconfigFile])
  const nodes = await nodeCgroups(kind)
  // Before any pod of the run is made, so that the clock sees its connections from the first packet on.
  for (const node of nodes.values()) await run.clock?.watch(node)
  const cpuCheck = await crossCheckCpu(api, nodes)
  // A run that was killed may have left its namespaces.
  if (isKept) await phases.run('namespaces of earlier runs', () => removeNamespaces(api))
  else await prepareNodes(setUp, api)
  const otherCharts = await installMeshOf(setUp, api)
  const dns = { namespace: 'kube-system', labelSelector: 'k8s-app=kube-dns', count: 1 }
  await phases.run('DNS', () => waitForPods(api, 'CoreDNS', dns, DNS_WITHIN_MS, site.signal))
  const cluster = overNodes(run, kind, nodes, api, plan)
  await phases.run('calm', () => cluster.learnIdleRate())
  const cpu = await cpuCheck.close()
  const egressProofs = options.allowEgress ? [] : await proveEgressClosed(kind)
  if (options.keep) await keepForNextRun(setUp, api)
  return {
    apiRequests: api.requests(),
    cluster: {
      ...cluster,
      proofs: [...egressProofs, ...('notMeasured' in cpu ? [] : [cpu])],
      differences: {
        otherCharts,
        userValues: plan.userValues.map((file) => file.split('/').at(-1)!),
        otherNodeImage: identity.isOtherNodeImage ? identity.nodeImage : null,
      },
      settings: {
        ...(await describeCluster(setUp, api)),
        ...('notMeasured' in cpu && { 'cAdvisor as cross-check of CPU': `not measured: ${cpu.notMeasured}` }),
      },
    },
  }
}

async function prepareNodes({ run, plan, kind, phases }: ClusterSetUp, api: ClusterApi): Promise<void> {
  const { site, options, engine, workload } = run
  const { tell } = site
  if (!options.allowEgress) await phases.run('egress closed', () => closeEgress(kind, api))
  await phases.run('images', () =>
    loadImages(kind, {
      folder: options.images,
      mesh: plan.mesh,
      workload,
      database: databasesOf(site.topology).length > 0 ? (options.databaseImage ?? DATABASE_IMAGE) : null,
      status: tell.status,
    }),
  )
  for (const effect of plan.mesh.sideEffects) tell.phase('note', effect)
  for (const command of plan.mesh.prepareNode) for (const node of kind.nodes) await engine.exec(node, command)
}

/** Returns charts whose version is not the pinned one. */
const installMeshOf = (
  { run, plan, identity, kind, phases }: ClusterSetUp,
  api: ClusterApi,
): ReturnType<typeof installMesh> =>
  phases.run(plan.mesh.releases.length > 0 ? plan.mesh.title : 'network', () =>
    installMesh({
      api,
      kubeconfig: [identity.kubeconfigFile],
      context: undefined,
      mesh: plan.mesh,
      values: plan.values,
      userValues: plan.userValues,
      overridingValues: plan.overridingValues,
      charts: run.options.charts ?? null,
      placeholders: { controlPlaneHost: kind.nodes[0]! },
      tell: run.site.tell,
      signal: run.site.signal,
    }),
  )

/** Marks the cluster as complete, and leaves it paused and without namespaces of this run: it uses no CPU until the next. */
async function keepForNextRun({ run, identity, kind }: ClusterSetUp, api: ClusterApi): Promise<void> {
  const { site } = run
  await kind.keep()
  site.cleanup.defer(`namespaces of the run in ${identity.name}`, async () => {
    await kind.unpause()
    await removeNamespaces(api, site.runId)
    await kind.pause()
  })
}

async function describeCluster(
  { run, plan, identity, kind }: ClusterSetUp,
  api: ClusterApi,
): Promise<Record<string, string>> {
  const { engine, options } = run
  const { title, version, releases, cluster } = plan.mesh
  return {
    Kubernetes: (await api.version.getCode()).gitVersion,
    'container engine': `${engine.name} ${engine.version}`,
    nodes: `${kind.nodes.length}, image ${identity.nodeImage}`,
    'cluster configuration': cluster,
    'egress from the cluster': options.allowEgress ? 'open (--allow-egress)' : 'closed',
    ...(releases.length > 0 && {
      installed: `${title} ${version}: charts ${releases.map(({ chart }) => chart).join(', ')}`,
    }),
  }
}
