/** The parts of the method text that depend on where a run took place and on how its memory was read. */
import { isNotMeasured, measured } from '../../results/measured.ts'
import type { JournalRecord, MemoryMethod } from '../../results/record.ts'
import type { ReportInput } from '../report-input.ts'
import { MEMORY_METHODS } from '../../results/render-memory.ts'
import { listed } from './text.ts'

export interface MethodText {
  /** A sentence that says what happens to an arm while other arms are measured. */
  atRest: string
  cpuOf: string
  memory: string
  /** How arms of several clusters are compared; null where every arm runs beside the baseline. */
  clusters: string | null
  hasControlPlane: boolean
  hasHopClock: boolean
  /** Whether some arm was read without load. */
  hasIdle: boolean
}

export function methodText({ run, journal, analysis }: ReportInput): MethodText {
  const { atRest, cpuOf } = run.place
  const methods = memoryMethods(journal)
  return {
    atRest,
    cpuOf,
    memory: isOfProcesses(methods)
      ? 'anonymous memory, each mapped file once for an arm, and kernel tables'
      : `read from ${listed(methods.map((method) => MEMORY_METHODS[method]))}, and includes kernel tables`,
    clusters: run.arms.some(({ within }) => within !== null)
      ? 'A mesh is compared with the plain network in its own cluster, where there is one. What the plain network of such a cluster differs by from the baseline is due to the cluster alone, and counts as noise.'
      : null,
    hasControlPlane: analysis.arms.some(({ controlPlane }) => controlPlane !== null),
    hasHopClock: analysis.arms.some(({ clock }) => !isNotMeasured(clock)),
    hasIdle: analysis.arms.some(({ idleCpuSecondsPerHour: idle }) => typeof idle === 'number'),
  }
}

/** The ways in which bytes were counted, each once. */
export const memoryMethods = (journal: readonly JournalRecord[]): MemoryMethod[] => [
  ...new Set(
    journal.flatMap((record) => ('memory' in record ? (measured(record.memory)?.method ?? []) : [])),
  ),
]

/** Whether memory was read from every process. Also true for a run without any reading, which would have been made that way. */
export const isOfProcesses = (methods: readonly MemoryMethod[]): boolean =>
  methods.every((method) => method === 'smaps')
