/** What an arm made visible in a run: events, bytes and losses, by what its source counted. Pure sums over windows; no interval. */
import { isNotMeasured } from '../results/measured.ts'
import type { JournalRecord, Reading, Seen } from '../results/record.ts'
import type { ArmSeen } from './analysis.ts'

/** A sum of which one part is not known is not known. */
function sumOf(readings: readonly Reading[]): Reading {
  let sum = 0
  for (const reading of readings) {
    if (isNotMeasured(reading)) return reading
    sum += reading
  }
  return sum
}

const countOf = (windows: readonly Seen[]): { events: number; lost: Reading } => ({
  events: windows.reduce((sum, { events }) => sum + events, 0),
  lost: sumOf(windows.map(({ lost }) => lost)),
})

/** Null for an arm that makes nothing visible, and in older runs. Trials that were invalid count as well: what was lost in them was lost. */
export function seenOf(journal: readonly JournalRecord[], arm: string, load: string): ArmSeen | null {
  const own = journal.filter((record) => 'arm' in record && record.arm === arm)
  const paced = own.flatMap((record) =>
    record.kind === 'trial' && record.load === load && record.status !== 'failed' ? (record.seen ?? []) : [],
  )
  const saturated = own.flatMap((record) =>
    record.kind === 'capacity' && record.status === 'completed'
      ? (record.seen ?? [])
      : record.kind === 'saturation'
        ? record.steps.flatMap(({ seen }) => seen ?? [])
        : [],
  )
  if (paced.length === 0) return null
  const bytes = sumOf(paced.map((window) => window.bytes))
  const { events, lost } = countOf(paced)
  return {
    events,
    bytesPerEvent: isNotMeasured(bytes)
      ? bytes
      : events === 0
        ? { notMeasured: 'there was no event' }
        : bytes / events,
    lost,
    atSaturation: saturated.length === 0 ? null : countOf(saturated),
  }
}
