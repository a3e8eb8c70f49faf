/** Finds what wrk2 prints at its end (`wrk2 --latency`), and says which line is not as wrk2 prints it. */
import { readHdrTable, type HdrTable } from './hdr-table.ts'
import type { Fault } from './malformed.ts'
import { shown } from './printable.ts'

/** A line such as "50.000%  1.37ms": of the time two decimals. */
export interface Wrk2Percentile {
  /** Line of the text, from 1. */
  line: number
  share: number
  us: number
}

export interface Wrk2Text {
  target: string
  /** For how long calls were to be made. */
  seconds: number
  connections: number
  /** Pages a second from a command line that stands above the output; null without one. */
  rate: number | null
  /** Whether times begin at the planned start. */
  isCorrected: boolean
  /** Each percentile of the lines above the table, in order. */
  percentiles: Wrk2Percentile[]
  /** In milliseconds; null where somebody left the table out. */
  table: HdrTable | null
  requests: number
  /** Line of the requests, from 1. */
  requestsLine: number
  /** How long the calls took, by wrk2's own clock. */
  tookSeconds: number
  socketErrors: { name: string; calls: number }[]
  badAnswers: number
  requestsPerSecond: number
}

const FIRST = /^Running (\S+) test @ (.+)$/
const RATE = /\bwrk2?\b.*?(?:\s-R\s*|\s--rate[= ])(\d+(?:\.\d+)?)([kKmM]?)\b/
const CONNECTIONS = /^\s*\d+ threads and (\d+) connections\s*$/
const DISTRIBUTION = /^\s*Latency Distribution(.*)$/
const PERCENTILE = /^\s*(\d+(?:\.\d+)?)%\s+(\S+)\s*$/
const REQUESTS = /^\s*(\d+) requests in (\S+), \S+ read\s*$/
const SOCKET_ERRORS = /^\s*Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)\s*$/
const BAD_ANSWERS = /^\s*Non-2xx or 3xx responses: (\d+)\s*$/
const PER_SECOND = /^\s*Requests\/sec:\s+(\d+(?:\.\d+)?)\s*$/

const DURATION = /^(\d+(?:\.\d+)?)(us|ms|s|m|h)$/
const US_OF = { us: 1, ms: 1e3, s: 1e6, m: 60e6, h: 3600e6 }
const TIMES: Record<string, number> = { '': 1, k: 1e3, m: 1e6 }

/** Whether a text has the first line of wrk and wrk2. */
export const hasFirstLine = (lines: readonly string[]): boolean => lines.some((line) => FIRST.test(line))

export function readWrk2Text(lines: readonly string[]): { text: Wrk2Text } | { faults: Fault[] } {
  const faults: Fault[] = []
  const begin = lines.findIndex((line) => FIRST.test(line))
  const fault = (at: number, message: string): void => {
    faults.push({ line: at + 1, column: 1, path: [], message })
  }
  const found = (pattern: RegExp, what: string): string[] => {
    const at = lines.findIndex((line, n) => n >= begin && pattern.test(line))
    if (at < 0) fault(lines.length - 1, `must be followed by a line such as "${what}", which is missing`)
    return at < 0 ? [] : pattern.exec(lines[at]!)!.slice(1)
  }
  const optional = (pattern: RegExp): string[] =>
    lines.slice(begin).flatMap((line) => pattern.exec(line)?.slice(1) ?? [])
  const us = (text: string | undefined, pattern: RegExp): number => {
    const [, value, unit] = DURATION.exec(text ?? '') ?? []
    if (value !== undefined) return Number(value) * US_OF[unit as keyof typeof US_OF]
    if (text !== undefined)
      fault(
        lines.findIndex((line, n) => n >= begin && pattern.test(line)),
        `must have a time with its unit, us, ms, s, m or h, but has ${shown(text)}`,
      )
    return NaN
  }

  const [duration, target = ''] = found(FIRST, 'Running 30s test @ http://…')
  const [connections] = found(CONNECTIONS, '2 threads and 16 connections')
  const [heading = ''] = found(DISTRIBUTION, 'Latency Distribution (HdrHistogram - Recorded Latency)')
  if (!heading.includes('HdrHistogram') && faults.length === 0)
    fault(
      lines.findIndex((line) => DISTRIBUTION.test(line)),
      'must be "Latency Distribution (HdrHistogram - Recorded Latency)": this is the output of wrk, which keeps no rate. Take wrk2',
    )
  const [requests, took] = found(REQUESTS, '59940 requests in 30.00s, 12.34MB read')
  const [perSecond] = found(PER_SECOND, 'Requests/sec: 1998.00')
  const table = readHdrTable(lines, begin)
  if (table && 'faults' in table) faults.push(...table.faults)
  const seconds = us(duration, FIRST) / US_OF.s
  const tookSeconds = us(took, REQUESTS) / US_OF.s
  const percentiles = percentilesBelow(lines, DISTRIBUTION, us)
  if (faults.length > 0) return { faults }
  return {
    text: {
      ...{ target, seconds, tookSeconds, percentiles },
      connections: Number(connections),
      rate: rateAbove(lines.slice(0, begin)),
      isCorrected: !heading.includes('Uncorrected'),
      table: table && 'table' in table ? table.table : null,
      requests: Number(requests),
      requestsLine: lines.findIndex((line, n) => n >= begin && REQUESTS.test(line)) + 1,
      socketErrors: optional(SOCKET_ERRORS).map((calls, n) => ({
        name: ['connect', 'read', 'write', 'timeout'][n]!,
        calls: Number(calls),
      })),
      badAnswers: Number(optional(BAD_ANSWERS)[0] ?? 0),
      requestsPerSecond: Number(perSecond),
    },
  }
}

/** The lines "50.000%  1.37ms" that follow the first heading. */
function percentilesBelow(
  lines: readonly string[],
  heading: RegExp,
  us: (text: string, pattern: RegExp) => number,
): Wrk2Percentile[] {
  const percentiles: Wrk2Percentile[] = []
  for (let at = lines.findIndex((one) => heading.test(one)) + 1; at < lines.length; at++) {
    const [, percent, time] = PERCENTILE.exec(lines[at]!) ?? []
    if (percent === undefined) break
    percentiles.push({
      line: at + 1,
      share: Number((Number(percent) / 100).toFixed(6)),
      us: us(time!, PERCENTILE),
    })
  }
  return percentiles
}

function rateAbove(lines: readonly string[]): number | null {
  const [, rate, times] = lines.map((line) => RATE.exec(line)).find((match) => match !== null) ?? []
  return rate === undefined ? null : Number(rate) * TIMES[times!.toLowerCase()]!
}
