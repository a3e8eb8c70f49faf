/** Tests of removing an installation: a real chart with everything that `helm uninstall` leaves behind, without a pod. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { messageOf } from '../../../errors.ts'
import { run } from '../../../system/command.ts'
import { apply, exists, remove } from '../api/apply.ts'
import type { Manifest } from '../api/manifest.ts'
import { installMesh } from '../install/install-mesh.ts'
import { planRemoval } from '../install/remove-mesh.ts'
import { loadMeshes } from '../mesh/all-meshes.ts'
import type { LoadedMesh } from '../mesh/load-mesh.ts'
import type { ClusterForTests } from './raise-arms.ts'

const NAME = 'hopbench-test-chart'
const definition = (group: string): Manifest => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `things.${group}` },
  spec: {
    group,
    scope: 'Namespaced',
    names: { plural: 'things', singular: 'thing', kind: 'Thing' },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
  },
})
const role = (name: string, annotations: Record<string, string> = {}): Manifest => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name, annotations },
  rules: [],
})
/** An object made by a product's program, not by its chart: only the namespace in it shows what it belongs to. */
const BINDING: Manifest = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: `${NAME}-binding` },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
  subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: NAME }],
}
const DEFINITION = definition('chart.hopbench.dev')
const OF_HOOK = role(`${NAME}-hook`, { 'helm.sh/hook': 'pre-install' })
const KEPT = role(`${NAME}-kept`, { 'helm.sh/resource-policy': 'keep' })
const NAMESPACE: Manifest = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAME } }
const SOMEBODYS = role('hopbench-test-somebodys')
const MEANWHILE = role('hopbench-test-meanwhile')

export function testRemoval(here: () => { cluster: ClusterForTests; folder: string }): void {
  test('what a chart leaves behind is removed, and the removal waits for it; objects from before, or of others, stay', async () => {
    const { cluster, folder } = here()
    const { api } = cluster
    const charts = await packChart(folder)
    const at = { kubeconfig: [cluster.kubeconfigFile], context: undefined, charts }
    const mesh = meshOf(folder)
    await apply(api, [SOMEBODYS])
    const undo = await planRemoval(api, { ...at, mesh })
    await installMesh({
      ...{ ...at, api, mesh, values: {}, userValues: [], overridingValues: {}, placeholders: {} },
      tell: { status: () => undefined, phase: () => undefined },
      signal: new AbortController().signal,
    })
    await apply(api, [BINDING, MEANWHILE])
    const made = [DEFINITION, OF_HOOK, KEPT, NAMESPACE, BINDING]
    const there = (objects: Manifest[]) => Promise.all(objects.map((object) => exists(api, object)))
    expect(await there(made)).toEqual(made.map(() => true))
    const left = await undo().then(() => '', messageOf)
    expect(await there(made)).toEqual(made.map(() => false))
    expect(left).toMatch(/ClusterRole hopbench-test-meanwhile, and nothing shows what/)
    expect(await there([SOMEBODYS, MEANWHILE])).toEqual([true, true])
    for (const object of [SOMEBODYS, MEANWHILE]) await remove(api, object)
  })
}

/** Packs the chart for --charts. @returns the folder of the archive */
async function packChart(folder: string): Promise<string> {
  const chart = join(folder, 'chart')
  const files: Record<string, object> = {
    'Chart.yaml': { apiVersion: 'v2', name: NAME, version: '0.1.0' },
    'crds/things.yaml': DEFINITION,
    'templates/hook.yaml': OF_HOOK,
    'templates/kept.yaml': KEPT,
  }
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(chart, name)), { recursive: true })
    writeFileSync(join(chart, name), JSON.stringify(content))
  }
  const charts = join(folder, 'charts')
  await run('helm', ['package', chart, '--destination', charts])
  return charts
}

/** A mesh with only this chart. */
function meshOf(folder: string): LoadedMesh {
  const [mesh] = loadMeshes()
  const release = { name: NAME, chart: NAME, version: '0.1.0', namespace: NAME, values: [], set: {} }
  return {
    ...{ ...mesh!, folder, name: NAME, manifests: [], after: [], components: [] },
    releases: [{ ...release, repository: 'https://charts.invalid' }],
  }
}
