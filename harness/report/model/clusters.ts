/** Rows of text for the clusters in which arms were raised; the page and the Markdown share them. */
import type { ClusterRecord, JournalRecord } from '../../results/record.ts'
import { count, duration } from './format.ts'
import { listed } from './text.ts'

export const CLUSTER_COLUMNS = ['cluster', 'origin', 'nodes', 'arms', 'ready in', 'steps', 'API requests']

const ORIGIN: Record<ClusterRecord['origin'], string> = {
  made: 'made by this run',
  kept: 'kept from an earlier run',
  existing: 'existed before the run',
}

/** One row for each cluster, in the order in which they were made; empty for a run without clusters. */
export const clusterRows = (journal: readonly JournalRecord[]): string[][] =>
  journal
    .filter((record) => record.kind === 'cluster')
    .map(({ name, origin, nodes, arms, durationMs, phases, apiRequests }) => [
      name,
      ORIGIN[origin],
      count(nodes),
      listed(arms),
      duration(durationMs),
      Object.entries(phases)
        .map(([phase, ms]) => `${phase} ${duration(ms)}`)
        .join(', ') || 'none',
      count(apiRequests),
    ])
