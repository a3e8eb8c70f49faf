/** The objects of a Helm release: its manifest, its hooks, and its custom resource definitions, which Helm never removes. */
import { parseAllDocuments } from 'yaml'
import { tryRun } from '../../../system/command.ts'
import type { Release } from '../mesh/schema.ts'
import type { ChartSource } from './find-chart.ts'
import type { ChartObject } from './left-behind.ts'

/** Must be called while the release is installed. Empty where Helm does not know the release. */
export async function chartObjects(
  { name, namespace }: Release,
  { arguments: chart }: ChartSource,
  { inCluster, env }: { inCluster: string[]; env: Record<string, string> },
): Promise<ChartObject[]> {
  const texts = await Promise.all([
    tryRun('helm', ['get', 'manifest', name, '--namespace', namespace, ...inCluster], { env }),
    tryRun('helm', ['get', 'hooks', name, '--namespace', namespace, ...inCluster], { env }),
    tryRun('helm', ['show', 'crds', ...chart]),
  ])
  return texts.flatMap((text) => objectsIn(text ?? ''))
}

/** The YAML documents that are Kubernetes objects. An object without a namespace is cluster-scoped or in the namespace of the release. */
export const objectsIn = (text: string): ChartObject[] =>
  parseAllDocuments(text)
    .map((document) => document.toJS() as unknown)
    .filter(
      (value): value is ChartObject =>
        typeof value === 'object' && value !== null && 'kind' in value && 'metadata' in value,
    )
