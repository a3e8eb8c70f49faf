/** The hop clock as the engine knows it: one instrument for all arms of a run, which stamps every exchange at the sockets. */
import type { Role } from '../results/record.ts'

/** A program whose sockets are stamped. */
export interface ClockUnit {
  arm: string
  pod: string
  role: Role
}

/** The mark at a fixed place of the request line: "/p", six hexadecimal digits of the page number, ten characters of the call path. */
export interface PageMark {
  page: number
  /** The ordinal (1 to 9, then a to z) of each call from the client on: "1", "12". */
  path: string
}

/** One request and its answer, as one side's socket saw them. Times are nanoseconds of CLOCK_MONOTONIC. */
export interface Exchange {
  unit: ClockUnit
  side: 'caller' | 'callee'
  /** The connection as this side names it: unique on the host while the run lasts. */
  connection: number
  /** Number of the exchange on its connection, from 0. */
  number: number
  /** Null for an encrypted exchange, and for a request that is not of a page. */
  mark: PageMark | null
  isTls: boolean
  /** Which half a segment was sent again in. */
  retransmitted: { request: boolean; response: boolean }
  /** "address:port" of the two ends, as this side sees them. */
  local: string
  remote: string
  requestFirstNs: number
  requestLastNs: number
  responseFirstNs: number
  responseLastNs: number
  requestBytes: number
  responseBytes: number
}

/** One new connection, as the calling side saw it. */
export interface ClockedConnect {
  unit: ClockUnit
  /** Entry of connect(); null where only the first packet was seen. */
  enteredNs: number | null
  synNs: number
  establishedNs: number
}

/** Everything that the clock recorded since it was last collected. */
export interface ClockRecords {
  exchanges: Exchange[]
  connects: ClockedConnect[]
  /** Exchanges that were not one request and one answer, by unit and kind. */
  odd: { unit: ClockUnit; kind: string; count: number }[]
  /** Records that did not fit the ring, or had no storage. Any makes the windows of this collection "not measured". */
  lost: number
}

/** Run time of the clock's own programs: how often each ran, and for how long in all. */
export type ProgramTimes = Record<'hop_egress' | 'hop_ingress' | 'hop_connect4', { runs: number; ns: number }>

export interface HopClock {
  /** Switches recording on or off for exchanges that begin from now on. */
  recording(on: boolean): Promise<void>
  /** Takes the programs off all sockets, for trials at saturation, and puts them back. */
  attached(on: boolean): Promise<void>
  /** Call when the arms of a bring-up are down: only then the last exchange of each connection is complete. */
  collect(): Promise<ClockRecords>
  /** Lets the kernel time the clock's programs, each run of which then takes 50 ns more. Returns what ends that. */
  startTiming(): Promise<() => Promise<ProgramTimes>>
  /** Throws with the reason when the clock has ended. */
  assertAlive(): void
}
