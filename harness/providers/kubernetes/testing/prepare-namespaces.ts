/** For tests: makes an arm's namespaces before the run does, with labels and objects that an operator might add. */
import { apply } from '../api/apply.ts'
import type { Manifest } from '../api/manifest.ts'
import type { ClusterApi } from '../api/connect.ts'
import type { ArmSpec } from '../../../scenario/schema.ts'
import { armNames } from '../workload/arm-names.ts'
import type { TestSite } from './run-site.ts'

/** The namespaces have the run's label, so the run removes them. @param objects objects to make in each namespace */
export async function prepareNamespaces(
  api: ClusterApi,
  site: TestSite,
  arm: ArmSpec,
  { labels = {}, objects = [] }: { labels?: Record<string, string>; objects?: Manifest[] },
): Promise<string[]> {
  const names = armNames(site.runId, arm, site.topology)
  const namespaces = [...names.namespaces.values()]
  // Created, not applied: otherwise hopbench would own these labels, and its next apply would remove them.
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
