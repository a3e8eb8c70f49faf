/** What an arm saw of an edge, in words for tables and graphs. */
import type { FlowEdge } from './flow-graph.ts'

const count = (number: number, one: string): string =>
  `${number.toLocaleString('en-US')} ${one}${number === 1 ? '' : 's'}`

/** "115 calls, 46/s" or "3 connections". */
export function oftenWords({ calls, connections, perSecond }: FlowEdge): string {
  const often = calls === null ? count(connections, 'connection') : count(calls, 'call')
  return perSecond === null ? often : `${often}, ${round(perSecond)}/s`
}

/** "all answered", "2 of 115 failed", or why it is not known. */
export function successWords({ calls, failed, refused, connections }: FlowEdge): string {
  if (calls === null) return refused === 0 ? 'not visible' : `${refused} of ${connections} refused`
  if (failed === null) return 'answers not seen'
  return failed === 0 ? 'all succeeded' : `${failed} of ${calls} failed`
}

/** "FORWARDED", or each verdict with its number of connections, and why connections were dropped. */
export function verdictWords({ verdicts, dropReasons, deniedBy }: FlowEdge): string {
  const entries = Object.entries(verdicts)
  const all =
    entries.length === 1
      ? entries[0]![0]
      : entries.map(([verdict, number]) => `${number} ${verdict}`).join(', ')
  const why = [...dropReasons, ...deniedBy.map((policy) => `by ${policy}`)]
  return why.length === 0 ? all : `${all} (${why.join(', ')})`
}

/** "1.4 ms", or nothing where nobody measured it. */
export const latencyWords = ({ latencyMs }: FlowEdge): string =>
  latencyMs === null ? '' : `p50 ${round(latencyMs.p50)} ms`

/** Two digits that count. */
const round = (number: number): string => String(Number(number.toPrecision(2)))
