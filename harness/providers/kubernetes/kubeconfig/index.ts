/** Provider kubeconfig: an existing cluster. The run uses namespaces of its own and changes nothing else. */
import { rm } from 'node:fs/promises'
import { UsageError } from '../../../errors.ts'
import type { ArmSpec } from '../../../scenario/schema.ts'
import { runtimeDir } from '../../../system/run-names.ts'
import { claimRun } from '../../../system/run-owner.ts'
import type { ConfiguredProvider, DatapathDescription, Provider, RunSite } from '../../provider.ts'
import { UNTESTED_PROTOCOLS } from '../../shared/untested.ts'
import { connect } from '../api/connect.ts'
import { findMeshDatapath, isPlain, meshesOf } from '../plan/cluster-plan.ts'
import { lookSeconds } from '../plan/look-time.ts'
import { expectCharts } from '../install/find-chart.ts'
import { installMesh } from '../install/install-mesh.ts'
import { planRemoval } from '../install/remove-mesh.ts'
import { createQueue } from '../turns/turns.ts'
import { datapathDescriptions } from '../mesh/all-meshes.ts'
import type { LoadedMesh } from '../mesh/load-mesh.ts'
import { meshes } from '../mesh/shipped-meshes.ts'
import { raiseArm } from '../arm/raise-arm.ts'
import { removeNamespaces } from '../workload/remove-workload.ts'
import { clusterRecord, existingCluster, type ExistingClusterRun } from './existing-cluster.ts'
import { createForesight } from './foresight.ts'
import { KUBECONFIG_FLAGS, kubeconfigOptions, type KubeconfigOptions } from './flags.ts'
import { missingNeeds } from './missing-needs.ts'

/** @param emulations the netns datapaths that emulate meshes */
export const kubeconfig = (emulations: readonly DatapathDescription[]): Provider => ({
  name: 'kubeconfig',
  // The machine that drives the run needs nothing: the requirements are on the cluster.
  datapaths: datapathDescriptions(meshes, emulations, () => []),
  place: {
    where: 'a Kubernetes cluster',
    atRest: 'All datapaths are up at once; those not being measured get no load.',
    others: 'arms at rest',
    cpuOf: 'the nodes that an arm ran on',
    beyond: [
      'a cluster with nothing else in it: what others ran there meanwhile is not known',
      UNTESTED_PROTOCOLS,
    ],
  },
  flags: Object.values(KUBECONFIG_FLAGS),
  noDatabases: 'in a cluster of yours hopbench does not run a database yet',
  notPlanted: 'on a cluster, that would take privileged programs on its nodes',
  noAttempts:
    'in a cluster of yours nothing is tried that looks like an attack, because whoever watches it would be alarmed',
  // A cluster that the user has not named is never contacted.
  notProbed: 'not contacted: name a context, as `npm run plan -- --provider kubeconfig --context NAME`',
  completeArms: refuseWhatItCannotDo,
  budget: (arms) => ({
    clusterSeconds: 0,
    removalSeconds: 0,
    lookSeconds: lookSeconds(arms, meshes),
    clusters: [arms.map(({ name }) => name)],
    settleSecondsPerTurn: 0,
    podSeconds: 2.5,
    podsBesideServices: 1,
  }),
  configure(typed, context) {
    const options = kubeconfigOptions(typed, context)
    return {
      check: (names) => missingNeeds(names, options),
      refuseArms: (arms) => refuseInstallation(meshesOf(arms, meshes), options),
      open: (site) => open(site, options),
    }
  },
})

async function open(site: RunSite, options: KubeconfigOptions): ReturnType<ConfiguredProvider['open']> {
  const folder = runtimeDir(site.runId)
  site.cleanup.defer(`folder ${folder}`, () => rm(folder, { recursive: true, force: true }))
  claimRun(site.runId)
  const api = connect(options.kubeconfig, options.context)
  const run: ExistingClusterRun = { site, options, api }
  site.cleanup.defer(`namespaces of the run in ${options.context}`, () => removeNamespaces(api, site.runId))
  if (site.isResumed) await removeNamespaces(api, site.runId) // those that a kill has left
  const inOrder = createQueue()
  const prepared = new Map<string, Promise<string[]>>()
  const prepare = (mesh: LoadedMesh) => {
    const done = prepared.get(mesh.name) ?? install(run, mesh)
    prepared.set(mesh.name, done)
    return done
  }
  let isRecorded = false
  const recordOnce = async () => {
    if (isRecorded) return
    isRecorded = true
    site.record(await clusterRecord(run))
  }
  const foresight = createForesight(run)
  const isReported = new Set<string>()
  const report = async (specs: ArmSpec[]) => {
    const unseen = specs.filter(({ name }) => !isReported.has(name))
    await foresight.report(
      unseen.map((spec) => ({ spec, datapath: findMeshDatapath(meshes, spec.datapath).datapath })),
    )
    for (const { name } of unseen) isReported.add(name)
  }
  // An arm whose mesh is still to be installed is reported after the installation.
  await report(
    site.arms.filter(
      ({ datapath }) => !options.installMeshes || isPlain(findMeshDatapath(meshes, datapath).mesh),
    ),
  )
  return {
    hopClock: {
      notMeasured:
        'the hop clock is attached on the nodes themselves, and hopbench does not enter the nodes of your cluster',
    },
    raise: (spec: ArmSpec) =>
      inOrder(async () => {
        const { mesh, datapath } = findMeshDatapath(meshes, spec.datapath)
        const cluster = await existingCluster(run, mesh, await prepare(mesh))
        await recordOnce()
        await report([spec])
        const injected = await foresight.asInjected(datapath)
        return raiseArm(site, { cluster, mesh, datapath: injected, spec }).catch((error: unknown) => {
          throw foresight.withForeignPolicies(spec.name, error)
        })
      }),
  }
}

/** Other users of the cluster share its service tables and agents, so these arms are refused. */
function refuseWhatItCannotDo(arms: ArmSpec[]): ArmSpec[] {
  for (const { name, fillerServices, seeing } of arms)
    if (fillerServices > 0 || seeing !== undefined)
      throw new UsageError(
        `${name} ${fillerServices > 0 ? `asks for ${fillerServices} services that nobody calls` : `asks for ${seeing} to be made visible`}, which would change a cluster that the run did not make`,
        'use --provider kind, or another scenario; nothing has been started',
      )
  return arms
}

/** Refuses, before anything is started, meshes that --install-meshes cannot install and charts that --charts does not have. */
function refuseInstallation(wanted: LoadedMesh[], { installMeshes, charts }: KubeconfigOptions): void {
  if (!installMeshes) return
  for (const mesh of wanted)
    if (mesh.releases.some(({ set }) => Object.values(set).some((value) => value.includes('{'))))
      throw new UsageError(
        `--install-meshes: ${mesh.title} is part of a cluster’s network and cannot be installed in a running cluster`,
        'use --provider kind, or a cluster that has it already; nothing has been started',
      )
  if (charts !== undefined) expectCharts(wanted, charts)
}

/** Installs a mesh if --install-meshes was given. Returns the charts that differ from the pinned ones. */
async function install({ site, options, api }: ExistingClusterRun, mesh: LoadedMesh): Promise<string[]> {
  const { tell, signal } = site
  if (!options.installMeshes || mesh.releases.length === 0) return []
  const at = { kubeconfig: options.kubeconfig, context: options.context }
  const charts = options.charts ?? null
  const undo = await planRemoval(api, { ...at, mesh, charts })
  site.cleanup.defer(`${mesh.title} in ${options.context}`, undo)
  return installMesh({
    ...at,
    api,
    mesh,
    values: {},
    overridingValues: {},
    userValues: mesh.datapaths.flatMap(({ name }) => options.meshValues[name] ?? []),
    charts,
    placeholders: {},
    tell,
    signal,
  })
}
