/** What the hop clock says about one arm: every part of a page over bring-ups, and two real pages. */
import { mean } from '../numbers/mean.ts'
import { isNotMeasured } from '../results/measured.ts'
import type {
  ClockedCall,
  DrawnPage,
  HopReading,
  NotMeasured,
  ProxiedHop,
  SpreadUs,
} from '../results/record.ts'
import type { ArmClock, ClockedHop, ClockedPart } from './analysis.ts'
import { overBringUps } from './estimate.ts'
import type { Measurement } from './measurements.ts'

/** Readings by bring-up. */
type Readings = ReadonlyMap<number, HopReading[]>

/**
 * @param measurements the trials of the arm that count
 * @param levels the arm's own median page and 99th percentile in µs, where they are known: pages near to them are drawn
 */
export function armClock(
  measurements: readonly Measurement[],
  levels: { p50: number | null; p99: number | null },
): ArmClock | NotMeasured {
  const read = measurements.flatMap(({ trial, hops }) =>
    isNotMeasured(hops) ? [] : [{ bringUp: trial.bringUp, reading: hops }],
  )
  if (read.length === 0)
    return (
      measurements.map(({ hops }) => hops).find(isNotMeasured) ?? { notMeasured: 'none of its trials counts' }
    )
  const readings: Readings = new Map(
    [...Map.groupBy(read, ({ bringUp }) => bringUp)].map(([bringUp, own]) => [
      bringUp,
      own.map(({ reading }) => reading),
    ]),
  )
  const all = read.map(({ reading }) => reading)
  const sum = (
    key: 'pages' | 'unmatchedPages' | 'exchanges' | 'retransmitted' | 'ambiguousWires' | 'connects',
  ): number => all.reduce((total, reading) => total + reading[key], 0)
  const drawn = (key: 'medianPage' | 'slowPage') => all.flatMap((reading) => reading[key] ?? [])
  return {
    pages: sum('pages'),
    unmatchedPages: sum('unmatchedPages'),
    windows: all.length,
    unread: measurements.flatMap(({ hops }) => (isNotMeasured(hops) ? [hops.notMeasured] : [])),
    exchanges: sum('exchanges'),
    retransmitted: sum('retransmitted'),
    odd: oddOf(all),
    ambiguousWires: sum('ambiguousWires'),
    connects: sum('connects'),
    sumOfParts: mean(all.map(({ sumOfParts }) => sumOfParts)),
    client: partOf(readings, ({ clientUs }) => clientUs)!,
    transportPerHop: partOf(readings, ({ transportPerHop }) => transportPerHop)!,
    appPerHop: partOf(readings, ({ appPerHop }) => appPerHop)!,
    connect: partOf(readings, ({ connectUs }) => connectUs),
    hops: hopsOf(readings, all),
    medianPage: nearest(drawn('medianPage'), levels.p50),
    slowPage: nearest(drawn('slowPage'), levels.p99),
  }
}

function oddOf(readings: readonly HopReading[]): Record<string, number> {
  const odd = new Map<string, number>()
  for (const reading of readings)
    for (const [kind, count] of Object.entries(reading.odd)) odd.set(kind, (odd.get(kind) ?? 0) + count)
  return Object.fromEntries(odd)
}

/** A part over bring-ups: each bring-up's value is the mean over its windows. Null where no window has the part. */
function partOf(
  readings: Readings,
  of: (reading: HopReading) => SpreadUs | null | undefined,
): ClockedPart | null {
  const bringUps = [...readings.values()]
    .map((own) => own.flatMap((reading) => of(reading) ?? []))
    .filter((own) => own.length > 0)
  if (bringUps.length === 0) return null
  const estimate = (key: keyof SpreadUs) =>
    overBringUps(bringUps.map((own) => mean(own.map((one) => one[key]))))
  return { meanUs: estimate('mean'), p50Us: estimate('p50'), p10Us: estimate('p10') }
}

/** Every call that any window has, in the order of the first window that has it. */
function hopsOf(readings: Readings, all: readonly HopReading[]): ClockedHop[] {
  const calls = new Map(all.flatMap((reading) => reading.calls.map((call) => [call.path, call] as const)))
  return [...calls.values()]
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, from, to }) => {
      const part = (of: (call: ClockedCall) => SpreadUs | undefined): ClockedPart | null =>
        partOf(readings, (reading) => {
          const call = reading.calls.find((one) => one.path === path)
          return call && of(call)
        })
      return {
        ...{ path, from, to },
        transport: part(({ transport }) => transport)!,
        request: part(({ request }) => request)!,
        response: part(({ response }) => response)!,
        app: part(({ app }) => app)!,
        proxied: proxiedOf((key) => part(({ proxied }) => proxied?.[key])),
      }
    })
}

function proxiedOf(part: (key: keyof ProxiedHop) => ClockedPart | null): ClockedHop['proxied'] {
  const parts = {
    callerLoopback: part('callerLoopback'),
    callerProxy: part('callerProxy'),
    wire: part('wire'),
    calleeProxy: part('calleeProxy'),
    calleeLoopback: part('calleeLoopback'),
  }
  return Object.values(parts).every((one) => one !== null) ? (parts as ClockedHop['proxied']) : null
}

/** The page nearest to the wanted time; nearest to the pages' own mean where that is not known. Null without pages. */
function nearest(pages: readonly DrawnPage[], wantedUs: number | null): DrawnPage | null {
  if (pages.length === 0) return null
  const wanted = wantedUs ?? mean(pages.map(({ totalUs }) => totalUs))
  const distance = ({ totalUs }: DrawnPage): number => Math.abs(totalUs - wanted)
  return pages.reduce((best, page) => (distance(page) < distance(best) ? page : best))
}
