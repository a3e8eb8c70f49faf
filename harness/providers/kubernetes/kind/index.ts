/** Provider kind: clusters in containers on this machine, made for the run and removed at its end. */
import { mkdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { BenchError, UsageError } from '../../../errors.ts'
import { startHopClock, type RunningHopClock } from '../../../instruments/hop-clock/hop-clock.ts'
import type { NotMeasured } from '../../../results/record.ts'
import { databasesOf } from '../../../scenario/queries.ts'
import type { ArmSpec } from '../../../scenario/schema.ts'
import { findContainerEngine } from '../../../system/container-engine.ts'
import { runtimeDir } from '../../../system/run-names.ts'
import { claimRun } from '../../../system/run-owner.ts'
import { readOptions } from '../../flag.ts'
import type { ConfiguredProvider, DatapathDescription, Provider, RunSite } from '../../provider.ts'
import { UNTESTED_PROTOCOLS } from '../../shared/untested.ts'
import {
  completeArms,
  findMeshDatapath,
  meshesOf,
  planClusters,
  type ClusterPlan,
} from '../plan/cluster-plan.ts'
import { lookSeconds } from '../plan/look-time.ts'
import { expectCharts } from '../install/find-chart.ts'
import type { Cluster } from '../cluster.ts'
import { createQueue, createTurns } from '../turns/turns.ts'
import { datapathDescriptions } from '../mesh/all-meshes.ts'
import { meshes } from '../mesh/shipped-meshes.ts'
import { raiseArm } from '../arm/raise-arm.ts'
import { buildWorkloadImage } from '../workload-image/build-image.ts'
import { KIND_FLAGS, type KindOptions } from './flags.ts'
import { inotifyShortage } from './nodes/inotify.ts'
import type { KindRun } from './nodes/kind-run.ts'
import { missingNeeds, needsOf } from './missing-needs.ts'
import { raiseKindCluster } from './raise-kind-cluster.ts'
import { raiseTogether } from './raise-together.ts'

/** Restarting the pods of an arm takes seconds, so that three rounds share a bring-up: eight bring-ups in a run of 24 rounds. */
const ROUNDS_PER_BRING_UP = { full: 3, quick: 2 }
/**
 * For the plan, on two cores: three clusters side by side take 150 s; raising, proving and removing the pods of eight arms 35 s;
 * pausing one cluster, waking another and settling 1.5 s; removing three clusters 6.7 s.
 */
const CLUSTER_SECONDS = 50
const REMOVAL_SECONDS = 2.2
const POD_SECONDS = 1.1
const SETTLE_SECONDS = 1.5

/** @param emulations the netns datapaths that emulate meshes */
export const kind = (emulations: readonly DatapathDescription[]): Provider => ({
  name: 'kind',
  datapaths: datapathDescriptions(meshes, emulations, needsOf),
  place: {
    where: 'kind, Kubernetes in containers on one host',
    atRest:
      'All datapaths are up at once, each mesh in a cluster of its own; clusters not being measured are paused, and in the one that is, the pods of other arms are frozen.',
    others: 'arms at rest',
    cpuOf: 'the whole host',
    beyond: [
      'more than one machine: nodes are containers on one host, so no packet crosses a wire',
      UNTESTED_PROTOCOLS,
    ],
  },
  // Turns of the clusters and new pods take a quarter of an hour already; a second rate would add four minutes.
  isSlow: true,
  flags: Object.values(KIND_FLAGS),
  notPlanted: 'on a cluster, that would take privileged programs on its nodes',
  completeArms: (arms) => completeArms(arms, meshes),
  budget(arms) {
    const clusters = planClusters(arms, meshes, {}).map(({ arms: names }) => names)
    return {
      clusterSeconds: clusters.length * CLUSTER_SECONDS,
      removalSeconds: clusters.length * REMOVAL_SECONDS,
      lookSeconds: lookSeconds(arms, meshes),
      clusters,
      settleSecondsPerTurn: SETTLE_SECONDS,
      podsBesideServices: 1,
      podSeconds: POD_SECONDS,
      roundsPerBringUp: ROUNDS_PER_BRING_UP,
    }
  },
  configure(typed, context) {
    const options = readOptions(KIND_FLAGS, typed, context)
    return {
      check: (names) =>
        missingNeeds(
          meshes
            .flatMap((mesh) => mesh.datapaths.map((datapath) => ({ mesh, datapath })))
            .filter(({ datapath }) => names.includes(datapath.name)),
          options,
        ),
      refuseArms(arms) {
        if (options.charts !== undefined) expectCharts(meshesOf(arms, meshes), options.charts)
      },
      planLines: (arms) =>
        planClusters(arms, meshes, options.meshValues).map(
          ({ group, mesh, arms: names }): [string, string] => [
            'clusters',
            `${group}${group === 'plain' ? '' : ` (${mesh.title} ${mesh.version})`}: ${names.join(', ')}`,
          ],
        ),
      open: (site) => open(site, options),
    }
  },
})

async function open(site: RunSite, options: KindOptions): ReturnType<ConfiguredProvider['open']> {
  refuseUnpolicedDatabase(site)
  const engine = await findContainerEngine()
  const nodesEach = site.clientPlacement === 'away' ? 3 : 1
  const shortage = inotifyShortage(planClusters(site.arms, meshes, {}).length * nodesEach)
  // With --keep the clusters may exist already, and then need no further instances.
  if (shortage && !options.keep) throw shortage
  const folder = runtimeDir(site.runId)
  site.cleanup.defer(`folder ${folder}`, () => rm(folder, { recursive: true, force: true }))
  claimRun(site.runId)
  const credentials = join(folder, 'clusters')
  mkdirSync(credentials, { mode: 0o700 })
  site.tell.status('building the image of services and client')
  const workload = await buildWorkloadImage(engine, folder, options.images === undefined)
  const turns = createTurns()
  const started = await startClock(folder, site)
  const clock = 'notMeasured' in started ? null : started
  const clusterFor = clustersOf({
    ...{ site, options, engine, workload, turns, clock },
    oneAtATime: createQueue(),
    folder: credentials,
  })
  const specOf = (name: string) => site.arms.find((spec) => spec.name === name)!
  const raise = raiseTogether(slowestFirst(site.arms), async (name) => {
    const spec = specOf(name)
    const { mesh, datapath } = findMeshDatapath(meshes, spec.datapath)
    return raiseArm(site, { cluster: await clusterFor(name), mesh, datapath, spec })
  })
  return {
    hopClock: started,
    raise: ({ name }) => raise(name),
  }
}

/** @throws UsageError for a database in a scenario with a policy, and a datapath whose policies hopbench writes for services only */
function refuseUnpolicedDatabase({ topology, arms }: RunSite): void {
  if (!topology.policy || databasesOf(topology).length === 0) return
  const unable = arms.find(({ datapath: name }) => {
    const { policyManifests, databasePolicyManifests } = findMeshDatapath(meshes, name).datapath
    return policyManifests.length > 0 && databasePolicyManifests.length === 0
  })
  if (unable)
    throw new UsageError(
      `the scenario has a database and a policy, and for ${unable.name} hopbench writes no policies for databases`,
      `leave ${unable.name} out of the arms, or write the policy in files (docs/policies.md); nothing has been started`,
    )
}

/**
 * Names of the arms, those of clusters that take longest to make first: a mesh that is the network of every pod is waited for by
 * all other pods of its cluster, and a plain cluster waits for nothing.
 */
const slowestFirst = (arms: ArmSpec[]): string[] =>
  planClusters(arms, meshes, {})
    .toSorted(
      (a, b) =>
        Number(b.datapath.ownsNetwork) - Number(a.datapath.ownsNetwork) ||
        b.mesh.releases.length - a.mesh.releases.length,
    )
    .flatMap(({ arms: names }) => names)

/** A run goes on without its hop clock, such as where the kernel refuses the programs. */
const startClock = (folder: string, { cleanup }: RunSite): Promise<RunningHopClock | NotMeasured> =>
  startHopClock({ recordsFile: join(folder, 'hop-clock.records') }, cleanup).catch((error: unknown) => {
    if (error instanceof BenchError) return { notMeasured: error.what }
    throw error
  })

/** Returns the cluster of an arm, and makes it when its first arm is raised. A cluster that could not be made is not tried again. */
function clustersOf(run: KindRun): (arm: string) => Promise<Cluster> {
  const clusters = new Map<ClusterPlan, Promise<Cluster>>()
  const plans = planClusters(run.site.arms, meshes, run.options.meshValues)
  return (arm) => {
    const plan = plans.find((candidate) => candidate.arms.includes(arm))
    if (!plan) throw new Error(`no cluster was planned for ${arm}`)
    const cluster = clusters.get(plan) ?? raiseKindCluster(run, plan)
    clusters.set(plan, cluster)
    return cluster
  }
}
