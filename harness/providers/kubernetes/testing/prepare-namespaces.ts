/** For tests: an arm's namespaces as an operator of somebody's furnishes them, before the run comes to make them. */
import { apply } from '../api/apply.ts'
import type { Manifest } from '../api/manifest.ts'
import type { ClusterApi } from '../api/connect.ts'
import type { ArmSpec } from '../../../scenario/schema.ts'
import { armNames } from '../workload/arm-names.ts'
import type { TestSite } from './run-site.ts'

/** They have the run's label, so that they go with it. @param objects what is put into each namespace */
export async function prepareNamespaces(
  api: ClusterApi,
  site: TestSite,
  arm: ArmSpec,
  { labels = {}, objects = [] }: { labels?: Record<string, string>; objects?: Manifest[] },
): Promise<string[]> {
  const names = armNames(site.runId, arm, site.topology)
  const namespaces = [...names.namespaces.values()]
  // Created, not applied: labels that hopbench applied go when it applies the namespace without them.
  for (const name of namespaces) {
    const metadata = { name, labels: { ...names.labels, ...labels } }
    await api.objects.create({ apiVersion: 'v1', kind: 'Namespace', metadata })
    await apply(
      api,
      objects.map((object) => ({ ...object, metadata: { ...object.metadata, namespace: name } })),
    )
  }
  return namespaces
}
