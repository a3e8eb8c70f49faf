/** Trials and bring-ups of version 1: units by pod and role, errors with their advice apart. */
import type {
  CapacityRecord,
  CpuReading as CpuReadingV1,
  JournalRecord as JournalRecordV1,
  MemoryReading as MemoryReadingV1,
  TrialRecord,
} from './record.ts'
import type {
  CpuReading,
  InvalidReason,
  JournalRecord,
  Latency,
  MemoryReading,
  Problem,
  Role,
} from '../record.ts'

export const convertJournal = (journal: readonly JournalRecordV1[]): JournalRecord[] =>
  journal.map((record) => {
    switch (record.kind) {
      case 'trial':
        return convertTrial(record)
      case 'capacity':
        return convertCapacity(record)
      case 'idle':
        return { ...record, cpu: convertCpu(record.cpu), memory: convertMemory(record.memory) }
      case 'bring-up': {
        const failedArms = Object.entries(record.failedArms)
        return {
          ...record,
          raiseOrder: [],
          failedArms: failedArms.map(([arm, reason]) => ({ arm, problem: problemOf(reason) })),
        }
      }
      case 'floor':
      case 'cluster':
        return record
    }
  })

function convertTrial(trial: TrialRecord): JournalRecord {
  if (trial.status === 'failed') return { ...trial, perturbedBy: null, error: problemOf(trial.error) }
  const measured = {
    ...trial,
    perturbedBy: null,
    latency: trial.latency && withoutClock(trial.latency),
    cpu: convertCpu(trial.cpu),
    memory: convertMemory(trial.memory),
  }
  return trial.status === 'completed'
    ? { ...measured, status: 'completed', flags: [] }
    : { ...measured, status: 'invalid', reasons: trial.reasons.map(reasonOf) }
}

/** Version 1 named a clock, and had one only. */
function withoutClock(latency: Latency & { clock: string }): Latency {
  const { sampleCount, serviceUs, responseUs, fromDueUs, lagUs, connectUs, rawFile } = latency
  return { sampleCount, serviceUs, responseUs, fromDueUs, lagUs, connectUs, rawFile }
}

const convertCapacity = (capacity: CapacityRecord): JournalRecord =>
  capacity.status === 'failed'
    ? { ...capacity, error: problemOf(capacity.error) }
    : { ...capacity, cpu: convertCpu(capacity.cpu) }

function convertCpu(cpu: CpuReadingV1): CpuReading {
  if ('notMeasured' in cpu) return cpu
  const { pods, ...window } = cpu
  return {
    ...window,
    // "orders/proxy": no pod has a slash in its name.
    units: Object.entries(pods).map(([unit, us]) => {
      const at = unit.lastIndexOf('/')
      return { pod: unit.slice(0, at), role: unit.slice(at + 1) as Role, us }
    }),
  }
}

function convertMemory(memory: MemoryReadingV1): MemoryReading {
  if ('notMeasured' in memory) return memory
  const { source, ...bytes } = memory
  return { ...bytes, method: source.startsWith('cAdvisor') ? 'cadvisor' : 'smaps' }
}

/** Version 1 put the advice behind an arrow on a line of its own. */
export function problemOf(text: string): Problem {
  const [what, advice] = text.split('\n  → ')
  return { what: what!, advice: advice ?? null }
}

/** The first number in the sentence is its figure: reasons that differ in nothing else are one. */
function reasonOf(sentence: string): InvalidReason {
  const [number] = /\d+(?:\.\d+)?/.exec(sentence) ?? []
  return number === undefined
    ? { rule: 'other', text: sentence, figure: null }
    : { rule: 'other', text: sentence.replace(number, '{figure}'), figure: Number(number) }
}
