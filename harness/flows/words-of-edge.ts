/** What an arm saw of an edge, in words for tables and graphs. */
import type { FlowEdge } from './flow-graph.ts'

const count = (number: number, one: string): string =>
  `${number.toLocaleString('en-US')} ${one}${number === 1 ? '' : 's'}`

/** "115 calls, 46/s", "3 connections" or "2 connections (1 opened earlier)": before anybody looked. */
export function oftenWords({ calls, connections, older, perSecond }: FlowEdge): string {
  const earlier = older === 0 ? '' : ` (${older.toLocaleString('en-US')} opened earlier)`
  const often = calls === null ? `${count(connections, 'connection')}${earlier}` : count(calls, 'call')
  return perSecond === null ? often : `${often}, ${round(perSecond)}/s`
}

/** "41 calls succeeded; 2 connections failed", "2 of 115 calls failed", "3 of 3 connections refused", or why it is not known. */
export function successWords(edge: FlowEdge): string {
  const { calls, failed, refused, failedConnections, connections } = edge
  if (calls === null) {
    const all = count(connections, 'connection')
    if (refused === 0)
      return failedConnections === 0 ? 'not visible' : `${failedConnections} of ${all} failed`
    return `${refused} of ${all} refused${failedConnections === 0 ? '' : `, ${failedConnections} failed`}`
  }
  const answered =
    failed === null
      ? 'answers not seen'
      : failed === 0
        ? `${count(calls, 'call')} succeeded`
        : `${failed} of ${count(calls, 'call')} failed`
  const asked = [answered, latencyWords(edge)].filter(Boolean).join(', ')
  return failedConnections === 0 ? asked : `${asked}; ${count(failedConnections, 'connection')} failed`
}

/**
 * What became of the connections, and why: "forwarded" of all, "1 connection forwarded, 2 failed" where calls are counted as well or
 * fates differ. How many are encrypted is told of those that opened.
 */
export function verdictWords(edge: FlowEdge): string {
  const { dropReasons, deniedBy, calls, encrypted, opened, connections } = edge
  const fates = fatesOf(edge)
  const [first] = fates
  const all =
    fates.length === 1 && calls === null
      ? first![0]
      : fates
          .map(([fate, number], index) => `${index === 0 ? count(number, 'connection') : number} ${fate}`)
          .join(', ')
  const why = [...dropReasons, ...deniedBy.map((policy) => `by ${policy}`)]
  const told = why.length === 0 ? all : `${all} (${why.join(', ')})`
  if (encrypted === 0) return told
  return `${told}; encrypted ${encrypted} of ${opened}${opened === connections ? '' : ' that opened'}`
}

/** Connections by what became of them. One that opened is not refused or failed: a call on it is. */
function fatesOf({
  verdicts,
  connections,
  opened,
  failedConnections,
}: FlowEdge): (readonly [fate: string, connections: number])[] {
  const { FORWARDED = 0, DROPPED = 0, ERROR = 0, ...others } = verdicts
  const refused = connections - opened - failedConnections
  return [
    ['forwarded', FORWARDED] as const,
    ...Object.entries(others),
    ['with a refused call', DROPPED - refused] as const,
    ['with a failed call', ERROR - failedConnections] as const,
    ['failed', failedConnections] as const,
    // Last, because the reasons of the refusals follow.
    ['refused', refused] as const,
  ].filter(([, number]) => number > 0)
}

/** "p50 1.4 ms", or nothing where nobody measured it. A log in whole milliseconds, as Istio's, writes 0 for all that took less than one. */
function latencyWords({ latencyMs }: FlowEdge): string {
  if (latencyMs === null) return ''
  return latencyMs.p50 === 0 ? 'p50 under 1 ms' : `p50 ${round(latencyMs.p50)} ms`
}

/** Two digits that count. */
const round = (number: number): string => String(Number(number.toPrecision(2)))
