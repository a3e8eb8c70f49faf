/** Provider kubeconfig: a cluster that exists. The run has namespaces of its own there, and touches nothing else. */
import { rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { BenchError, messageOf, UsageError } from '../../../errors.ts'
import type { ClusterRecord } from '../../../results/record.ts'
import type { ArmSpec } from '../../../scenario/schema.ts'
import { runtimeDir } from '../../../system/run-names.ts'
import { claimRun } from '../../../system/run-owner.ts'
import type { Missing, Provider, ProviderOptions, RunSite } from '../../provider.ts'
import type { Manifest } from '../api/apply.ts'
import { connect, type ClusterApi } from '../api/connect.ts'
import { atApi } from '../api/failure.ts'
import { findMeshDatapath } from '../cluster/cluster-plan.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { installMesh } from '../cluster/install-mesh.ts'
import { planRemoval } from '../cluster/remove-mesh.ts'
import { createTurns } from '../cluster/turns.ts'
import { datapathDescriptions } from '../mesh/all-meshes.ts'
import type { LoadedMesh } from '../mesh/load-mesh.ts'
import { readManifest } from '../mesh/manifests.ts'
import type { MeshDatapath } from '../mesh/schema.ts'
import { meshes } from '../mesh/shipped-meshes.ts'
import { raiseArm } from '../raise-arm.ts'
import { removeNamespaces } from '../workload/remove-workload.ts'
import { overApi } from './over-api.ts'
import { INSTALL, missingRights, READ_CADVISOR, RIGHTS, rightsFor } from './rights.ts'

/** The file kubectl would read. */
export const kubeconfigFile = ({ kubeconfig }: ProviderOptions): string =>
  kubeconfig ?? process.env['KUBECONFIG']?.split(delimiter)[0] ?? join(homedir(), '.kube', 'config')

export const kubeconfig: Provider = {
  name: 'kubeconfig',
  datapaths: datapathDescriptions(meshes),
  completeArms: refuseWhatItCannotDo,
  budget: () => ({ clusterSeconds: 0, settleSecondsPerTrial: 0, podSeconds: 2.5, podsBesideServices: 1 }),
  check: (names, options) => whatIsMissing(names, options),
  open(site) {
    const { options, runId } = site
    const folder = runtimeDir(runId)
    site.cleanup.defer(`folder ${folder}`, () => rm(folder, { recursive: true, force: true }))
    claimRun(runId)
    const api = connect(kubeconfigFile(options), options.context)
    site.cleanup.defer(`namespaces of the run in ${options.context!}`, () => removeNamespaces(api, runId))
    const turns = createTurns()
    const prepared = new Map<string, Promise<string[]>>()
    const prepare = (mesh: LoadedMesh) => {
      const done = prepared.get(mesh.name) ?? install(site, api, mesh)
      prepared.set(mesh.name, done)
      return done
    }
    let isRecorded = false
    const recordOnce = async () => {
      if (isRecorded) return
      isRecorded = true
      site.record(await clusterRecord(site, api))
    }
    return Promise.resolve({
      raise: (spec: ArmSpec) =>
        turns.inOrder(async () => {
          const { mesh, datapath } = findMeshDatapath(meshes, spec.datapath)
          const cluster = await existingCluster(site, api, mesh, await prepare(mesh))
          await recordOnce()
          return raiseArm(site, { cluster, mesh, datapath, spec })
        }),
    })
  },
}

/** Tables and agents of such a cluster are everybody's. */
function refuseWhatItCannotDo(arms: ArmSpec[]): ArmSpec[] {
  for (const { name, fillerServices, flowEvents } of arms)
    if (fillerServices > 0 || !flowEvents)
      throw new UsageError(
        `${name} ${fillerServices > 0 ? `asks for ${String(fillerServices)} services that nobody calls` : 'asks for flow events to be off'}, in a cluster that is not the run's own`,
        'use --provider kind, or another scenario; nothing has been started',
      )
  return arms
}

async function whatIsMissing(names: string[], options: ProviderOptions): Promise<Missing[]> {
  const missing: Missing[] = []
  const note = (what: string, advice: string, datapaths = names) => missing.push({ what, advice, datapaths })
  if (options.workloadImage === undefined)
    note(
      'an image of services and client: --workload-image',
      '`npm run image` builds one and says its name; push it to a registry that the cluster pulls from',
    )
  const api = connect(kubeconfigFile(options), options.context)
  try {
    const ofMeshes = names.flatMap((name) => {
      const { mesh, datapath } = findMeshDatapath(meshes, name)
      const why = `${datapath.title}’s own objects`
      return [
        ...rightsFor(objectsIn(mesh, keptManifests(datapath)), ['get', 'create', 'patch'], why),
        ...rightsFor(objectsIn(mesh, flowManifests(datapath)), ['get', 'create', 'patch', 'delete'], why),
      ]
    })
    const rights = [...RIGHTS, ...ofMeshes, ...(options.installMeshes ? [INSTALL] : [])]
    const lacking = await missingRights(api, rights)
    for (const right of lacking)
      note(
        `the right to ${right}`,
        'clusters/README.md has a role with all rights: ask whoever runs the cluster for it',
      )
    // Whoever may not list pods cannot ask for those of a mesh.
    if (lacking.length > 0) return missing
  } catch (error) {
    const [what, advice] = messageOf(error).split('\n  → ')
    note(what!, advice ?? `try \`kubectl --context ${options.context ?? ''} get namespaces\``)
    return missing
  }
  if (options.installMeshes) return missing
  for (const name of names) {
    const { mesh } = findMeshDatapath(meshes, name)
    for (const { name: component, namespace, selector } of mesh.components.filter(
      ({ optional }) => !optional,
    )) {
      const { items } = await atApi(
        `look for ${component}`,
        api.core.listNamespacedPod({ namespace, labelSelector: selector }),
      )
      if (items.length === 0)
        note(
          `${mesh.title}: no pod ${selector} in ${namespace}`,
          `install ${mesh.title} ${mesh.version}, or let hopbench do it and undo it: --install-meshes`,
          [name],
        )
    }
  }
  return missing
}

/** Manifests whose objects go with their namespaces. */
const keptManifests = ({ manifests, serviceManifests, policyManifests }: MeshDatapath): string[] => [
  ...manifests,
  ...serviceManifests,
  ...policyManifests,
]
/** The one whose objects are removed again while the arm stays up. */
const flowManifests = ({ flows }: MeshDatapath): string[] =>
  flows?.enable === undefined ? [] : [flows.enable]

/** Objects of these files, whatever is filled in. */
const objectsIn = ({ folder }: LoadedMesh, files: string[]): Manifest[] =>
  files.flatMap((file) => readManifest(join(folder, file))) as Manifest[]

/** Installs a mesh where that was asked for; returns what of it is not as pinned. */
async function install(site: RunSite, api: ClusterApi, mesh: LoadedMesh): Promise<string[]> {
  const { options, tell, signal } = site
  if (!options.installMeshes || mesh.releases.length === 0) return []
  if (mesh.releases.some(({ set }) => Object.values(set).some((value) => value.includes('{'))))
    throw new BenchError(
      `${mesh.title} is part of a cluster’s network and cannot be put into one that works`,
      'use --provider kind, or a cluster that has it',
    )
  const at = { kubeconfigFile: kubeconfigFile(options), context: options.context }
  const undo = await planRemoval(api, { ...at, mesh })
  site.cleanup.defer(`${mesh.title} in ${options.context!}`, undo)
  return installMesh({
    ...at,
    api,
    mesh,
    values: {},
    decisive: {},
    overlays: mesh.datapaths.flatMap(({ name }) => options.meshValues[name] ?? []),
    charts: options.charts ?? null,
    words: {},
    status: tell.status,
    signal,
  })
}

/** Nothing of it was made, so there is nothing to time. */
async function clusterRecord({ options, arms }: RunSite, api: ClusterApi): Promise<ClusterRecord> {
  const { items } = await atApi('count nodes', api.core.listNode())
  return {
    kind: 'cluster',
    startedAt: new Date().toISOString(),
    name: options.context!,
    origin: 'existing',
    arms: arms.map(({ name }) => name),
    nodes: items.length,
    phases: {},
    durationMs: 0,
    apiRequests: api.requests(),
  }
}

async function existingCluster(
  { options }: RunSite,
  api: ClusterApi,
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
    name: options.context!,
    api,
    workloadImage: options.workloadImage!,
    components,
    goesWithRun: false,
    ownsNetwork: datapaths.some(({ ownsNetwork }) => ownsNetwork),
    proofs: [],
    differences: {
      otherCharts: [
        ...otherCharts,
        ...(components.length > 0 && !options.installMeshes
          ? [`values of this ${title} are not known; ${version} is what hopbench installs`]
          : []),
      ],
      overlays: [],
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
