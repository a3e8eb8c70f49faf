/** Makes a kind cluster that is ready for arms, or finds a kept one again, and records how long each step took. */
import { join } from 'node:path'
import type { Cluster } from '../cluster.ts'
import type { ClusterPlan } from '../plan/cluster-plan.ts'
import { identifyCluster } from './cluster-identity.ts'
import { createKindCluster, openKindCluster } from './nodes/kind-cluster.ts'
import type { KindRun } from './nodes/kind-run.ts'
import { createPhases } from './phases.ts'
import { setUpCluster } from './set-up-cluster.ts'

/** @throws the error that kept the cluster from coming up; the cluster is then removed, and its logs are in the run's folder */
export async function raiseKindCluster(run: KindRun, plan: ClusterPlan): Promise<Cluster> {
  const { site, options, engine } = run
  const { tell, signal } = site
  const startedAt = new Date()
  const identity = identifyCluster(run, plan)
  const { name, kubeconfigFile } = identity
  const logDir = join(site.logDir, name)
  const phases = createPhases((step) => tell.status(`cluster for ${plan.arms.join(', ')}: ${step}`), signal)

  const kept = options.keep
    ? await phases.run('found again', () => openKindCluster(engine, name, kubeconfigFile))
    : null
  const kind =
    kept ??
    (await run.oneAtATime(() =>
      phases.run('nodes', () =>
        createKindCluster({
          engine,
          name,
          config: identity.config,
          nodeImage: options.nodeImage,
          mayPull: options.images === undefined,
          kubeconfigFile,
          logDir,
          cleanup: site.cleanup,
          status: tell.status,
          signal,
        }),
      ),
    ))
  try {
    const { cluster, apiRequests } = await setUpCluster({
      run,
      plan,
      identity,
      kind,
      isKept: kept !== null,
      phases,
    })
    const { durationsMs } = phases
    site.record({
      kind: 'cluster',
      startedAt: startedAt.toISOString(),
      name,
      origin: kept ? 'kept' : 'made',
      arms: plan.arms,
      nodes: kind.nodes.length,
      phases: durationsMs,
      durationMs: Object.values(durationsMs).reduce((sum, ms) => sum + ms, 0),
      apiRequests,
    })
    const steps = Object.entries(durationsMs).map(([step, ms]) => `${step} ${Math.round(ms / 1000)} s`)
    tell.phase('cluster', `${name}: ${steps.join(', ')}`)
    return cluster
  } catch (error) {
    // An interrupted run needs no logs and should end quickly.
    if (!signal.aborted) await kind.exportLogs(logDir).catch(() => undefined)
    if (!kept) await kind.delete()
    throw error
  }
}
