/** How often a service makes each call for a request, in whole numbers: scenarios have no probabilities. */
import type { Change } from './change.ts'
import { callsOf, type SourceCall, type SourceService } from './system.ts'

/** A call that fewer requests make than this is rare: left out it is nearer to the truth than made always. */
const RARE_BELOW = 0.5
/** More repetitions for one request make a file that nobody reads; a page may have 1000 calls in all. */
const MOST_REPEATED = 100

/**
 * The calls that are made, with their number. A rare call is left out, unless no other way leads to its callee: then the most frequent of
 * the rare calls to it is made always, so that no service gets lost.
 * @param services those that the entries reach, without cycles
 */
export function callsMade(
  entries: readonly string[],
  services: readonly SourceService[],
  changes: Change[],
): Map<SourceCall, number> {
  const made = new Map<SourceCall, number>()
  const byId = new Map(services.map((service) => [service.id, service]))
  const rare: { from: string; call: SourceCall }[] = []
  for (const service of services)
    for (const call of callsOf(service)) {
      if (call.perRequest < RARE_BELOW) rare.push({ from: service.id, call })
      else made.set(call, timesOf(service.id, call, changes))
    }
  const reached = new Set<string>()
  const reach = (first: string): void => {
    const open = [first]
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (reached.has(id)) continue
      reached.add(id)
      const service = byId.get(id)
      if (service) open.push(...callsOf(service).flatMap((call) => (made.has(call) ? [call.to] : [])))
    }
  }
  for (const entry of entries) reach(entry)
  const byShare = rare.toSorted((a, b) => b.call.perRequest - a.call.perRequest)
  const needed = () => byShare.find(({ from, call }) => reached.has(from) && !reached.has(call.to))
  for (let next = needed(); next; next = needed()) {
    made.set(next.call, 1)
    reach(next.call.to)
  }
  for (const { from, call } of rare)
    changes.push({
      kind: made.has(call) ? 'rare call made always' : 'rare call left out',
      of: [from, call.to],
      figure: call.perRequest,
    })
  return made
}

function timesOf(from: string, { to, perRequest }: SourceCall, changes: Change[]): number {
  const times = Math.max(1, Math.round(perRequest))
  if (times > MOST_REPEATED) changes.push({ kind: 'calls limited', of: [from, to], figure: perRequest })
  else if (Math.abs(times - perRequest) > EXACT)
    changes.push({ kind: 'calls rounded', of: [from, to], figure: perRequest })
  return Math.min(times, MOST_REPEATED)
}

/** Rates have two decimals: 2.004 calls are two. */
const EXACT = 0.01
