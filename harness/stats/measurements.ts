/** What was measured in each trial that counts: its record, its pages, and the reading of the hop clock. */
import { isNotMeasured } from '../results/measured.ts'
import { differencesUs, pagesIn } from '../results/raw-samples.ts'
import type { HopReading, JournalRecord, NotMeasured } from '../results/record.ts'
import { usedTrials, type CompletedTrial, type UsedRounds } from './used-rounds.ts'

/** Reads a raw file of a run; null when the file is gone. */
export type SamplesOf = (rawFile: string) => Float64Array | null

export interface Measurement {
  trial: CompletedTrial
  /** Service time of every page in µs, sorted; null when the raw file is gone or cut off. */
  pagesUs: () => Float64Array | null
  hops: HopReading | NotMeasured
}

export type Measurements = ReadonlyMap<string, Measurement[]>

const NO_READING: NotMeasured = { notMeasured: 'this run has no readings of the hop clock' }

/** The measurements of a load by arm, in the order of the rounds. */
export function measurementsOf(
  rounds: UsedRounds,
  journal: readonly JournalRecord[],
  samplesOf: SamplesOf,
): Measurements {
  const readings = new Map<string, HopReading | NotMeasured>()
  for (const record of journal)
    if (record.kind === 'hops' && record.load === rounds.load)
      readings.set(`${record.round} ${record.arm}`, record.reading)
  return new Map(
    [...rounds.trials.keys()].map((arm) => [
      arm,
      usedTrials(rounds, arm).map((trial) => ({
        trial,
        pagesUs: once(() => sortedPages(wholeFile(samplesOf(trial.latency.rawFile), trial))),
        hops: readings.get(`${trial.round} ${arm}`) ?? NO_READING,
      })),
    ]),
  )
}

/** Null for a file that was cut off, or has pages of another trial: a part of the pages would be a selection. */
export const wholeFile = (
  raw: Float64Array | null,
  { latency }: Pick<CompletedTrial, 'latency'>,
): Float64Array | null => (raw !== null && pagesIn(raw) === latency.sampleCount ? raw : null)

function sortedPages(raw: Float64Array | null): Float64Array | null {
  return raw === null ? null : differencesUs(raw, 'written', 'done').sort()
}

function once<Value>(read: () => Value): () => Value {
  let known: { value: Value } | null = null
  return () => (known ??= { value: read() }).value
}

/** If more than one exchange in this many is unmatched, the joined pages are a selection, and the clock of the run is withheld. */
const EXCHANGES_PER_UNMATCHED = 10_000

/**
 * Why no figure of the hop clock may be used in this run; null where figures may be used, or where there is no clock. A page that
 * could not be joined counts as one unmatched exchange, because one is what it takes; so do those of windows that have no reading
 * because of them.
 */
export function clockObstacle(journal: readonly JournalRecord[]): string | null {
  let [matched, unmatched] = [0, 0]
  for (const record of journal) {
    if (record.kind !== 'hops') continue
    if ('exchanges' in record.reading) matched += record.reading.exchanges
    if ('unmatchedPages' in record.reading) unmatched += record.reading.unmatchedPages
  }
  return unmatched * EXCHANGES_PER_UNMATCHED > matched + unmatched
    ? `${unmatched} of ${matched + unmatched} exchanges could not be matched, which is more than 1 in ${EXCHANGES_PER_UNMATCHED.toLocaleString('en')}`
    : null
}

/** Whether the hop clock read anything in this run. */
export const hasHopClock = (journal: readonly JournalRecord[]): boolean =>
  journal.some((record) => record.kind === 'hops' && !isNotMeasured(record.reading))
