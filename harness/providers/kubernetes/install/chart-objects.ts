/** What a release consists of, by Helm: its manifest, its hooks, and definitions that Helm never removes. */
import { parseAllDocuments } from 'yaml'
import { tryRun } from '../../../system/command.ts'
import type { Release } from '../mesh/schema.ts'
import type { ChartSource } from './find-chart.ts'
import type { ChartObject } from './left-behind.ts'

/** To be asked while the release is there. Empty where Helm knows none. */
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

/** Documents that are objects; those without a namespace of their own are in none, or in the release's. */
export const objectsIn = (text: string): ChartObject[] =>
  parseAllDocuments(text)
    .map((document) => document.toJS() as unknown)
    .filter(
      (value): value is ChartObject =>
        typeof value === 'object' && value !== null && 'kind' in value && 'metadata' in value,
    )
