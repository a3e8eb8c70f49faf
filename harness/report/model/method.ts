/** What of the method depends on where a run was and how its memory was read. */
import { measured } from '../../results/measured.ts'
import type { JournalRecord } from '../../results/record.ts'
import type { ReportInput } from '../report-input.ts'
import { listed, providerText } from './words.ts'

export interface MethodWords {
  /** What becomes of an arm while others are measured. */
  atRest: string
  cpuOf: string
  memory: string
  /** Of arms in clusters of their own; null where every arm is held against the baseline beside it. */
  places: string | null
  hasControlPlane: boolean
}

export function methodWords({ run, journal, analysis }: ReportInput): MethodWords {
  const { atRest, cpuOf } = providerText(run.provider)
  const sources = memorySources(journal)
  return {
    atRest,
    cpuOf,
    memory: isOfProcesses(sources)
      ? 'anonymous memory, each mapped file once for an arm, and kernel tables'
      : `what ${listed(sources)} tells, and kernel tables`,
    places: run.arms.some(({ within }) => within !== null)
      ? 'A mesh’s cost is taken against the plain network in its own cluster where there is one; the plain network of each such cluster against the baseline’s shows what a place alone makes of it, and counts as noise.'
      : null,
    hasControlPlane: analysis.arms.some(({ controlPlane }) => controlPlane !== null),
  }
}

/** How bytes were counted, each way once. */
export const memorySources = (journal: readonly JournalRecord[]): string[] => [
  ...new Set(
    journal.flatMap((record) => ('memory' in record ? (measured(record.memory)?.source ?? []) : [])),
  ),
]

/** The account of a machine on which every process can be looked into; a run without a reading would have used it. */
export const isOfProcesses = (sources: readonly string[]): boolean =>
  sources.every((source) => source === 'smaps of every process')
