/** Installs a mesh: its `manifests`, its charts with Helm, then the manifests in `after`. Waits until its components are ready. */
import { delimiter, join } from 'node:path'
import { run } from '../../../system/command.ts'
import type { RunSite } from '../../provider.ts'
import { apply } from '../api/apply.ts'
import type { ClusterApi } from '../api/connect.ts'
import { waitForPods } from '../api/wait-ready.ts'
import { withAuthority } from '../mesh/authority.ts'
import { fill } from '../mesh/fill.ts'
import type { LoadedMesh } from '../mesh/load-mesh.ts'
import { filledManifests } from '../mesh/manifests.ts'
import type { Release } from '../mesh/schema.ts'
import { findChart } from './find-chart.ts'

/** Helm itself waits only for hooks, and the images are already on the nodes. */
const HELM_TIMEOUT_MS = 300_000
/** A control plane is ready within 10 s once its images are loaded; a small host that runs several needs longer. */
const READY_WITHIN_MS = 240_000

export interface MeshInstallation {
  api: ClusterApi
  kubeconfig: readonly string[]
  context: string | undefined
  mesh: LoadedMesh
  values: Record<string, string[]>
  userValues: string[]
  overridingValues: Record<string, string[]>
  charts: string | null
  /** The value of {controlPlaneHost} in the `set` values of charts. */
  placeholders: Record<string, string>
  tell: RunSite['tell']
  signal: AbortSignal
}

/** @returns a text for each chart that is not the pinned one. @throws BenchError with Helm's output, or with the pods that are stuck */
export async function installMesh(installation: MeshInstallation): Promise<string[]> {
  const { api, mesh, tell, signal } = installation
  await apply(api, filledManifests(mesh.folder, mesh.manifests))
  const otherCharts: string[] = []
  for (const release of mesh.releases) {
    signal.throwIfAborted()
    tell.status(`${mesh.title}: installing chart ${release.chart}`)
    const { arguments: chart, otherVersion } = findChart(release, mesh.name, installation.charts)
    if (otherVersion !== null) otherCharts.push(otherVersion)
    const helm = (more: string[]) =>
      run('helm', [...helmArguments(installation, release, chart), ...more], {
        timeoutMs: HELM_TIMEOUT_MS,
        env: kubeconfigEnvironment(installation),
      })
    await (release.authority ? withAuthority(release.authority, helm) : helm([]))
  }
  await apply(api, filledManifests(mesh.folder, mesh.after))
  // Optional components come last: by then those that the values install have pods.
  for (const component of mesh.components.toSorted((a, b) => Number(a.optional) - Number(b.optional))) {
    const { name, namespace, selector: labelSelector, optional } = component
    tell.status(`${mesh.title}: waiting for ${name}`)
    const count = optional ? 0 : 1
    await waitForPods(api, name, { namespace, labelSelector, count }, READY_WITHIN_MS, signal, (text) =>
      tell.phase('waiting', text),
    )
  }
  return otherCharts
}

function helmArguments(installation: MeshInstallation, release: Release, chart: string[]): string[] {
  const { placeholders, userValues } = installation
  const { folder } = installation.mesh
  const own = (files: string[] | undefined) => (files ?? []).map((file) => join(folder, file))
  const { values, overridingValues } = installation
  const all = [
    ...own(release.values),
    ...own(values[release.name]),
    ...userValues,
    ...own(overridingValues[release.name]),
  ]
  return [
    ...['upgrade', '--install', release.name, ...chart],
    ...['--namespace', release.namespace, '--create-namespace'],
    ...all.flatMap((file) => ['--values', file]),
    ...Object.entries(release.set).flatMap(([key, value]) => [
      '--set',
      `${key}=${fill(value, placeholders)}`,
    ]),
    ...clusterArguments(installation),
  ]
}

export const clusterArguments = ({ context }: { context?: string | undefined }): string[] =>
  context === undefined ? [] : ['--kube-context', context]

/** KUBECONFIG takes any number of files; Helm's flag --kubeconfig takes one. */
export const kubeconfigEnvironment = ({ kubeconfig }: { kubeconfig: readonly string[] }) => ({
  KUBECONFIG: kubeconfig.join(delimiter),
})
