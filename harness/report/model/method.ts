/** What of the method depends on where a run was and how its memory was read. */
import { measured } from '../../results/measured.ts'
import type { JournalRecord, MemoryMethod } from '../../results/record.ts'
import type { ReportInput } from '../report-input.ts'
import { MEMORY_METHODS } from '../../results/render-memory.ts'
import { listed } from './words.ts'

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
  const { atRest, cpuOf } = run.place
  const methods = memoryMethods(journal)
  return {
    atRest,
    cpuOf,
    memory: isOfProcesses(methods)
      ? 'anonymous memory, each mapped file once for an arm, and kernel tables'
      : `what ${listed(methods.map((method) => MEMORY_METHODS[method]))} tells, and kernel tables`,
    places: run.arms.some(({ within }) => within !== null)
      ? 'A mesh’s cost is taken against the plain network in its own cluster where there is one; the plain network of each such cluster against the baseline’s shows what a place alone makes of it, and counts as noise.'
      : null,
    hasControlPlane: analysis.arms.some(({ controlPlane }) => controlPlane !== null),
  }
}

/** How bytes were counted, each way once. */
export const memoryMethods = (journal: readonly JournalRecord[]): MemoryMethod[] => [
  ...new Set(
    journal.flatMap((record) => ('memory' in record ? (measured(record.memory)?.method ?? []) : [])),
  ),
]

/** The account of a machine on which every process can be looked into; a run without a reading would have used it. */
export const isOfProcesses = (methods: readonly MemoryMethod[]): boolean =>
  methods.every((method) => method === 'smaps')
