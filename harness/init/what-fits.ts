/** What an arm, and a machine, can hold of a system; what to do where that is less than all of it. */
import { UnavailableError } from '../errors.ts'
import { printable } from '../words/printable.ts'
import { MOST_CALLS_PER_PAGE, MOST_SERVICES } from '../scenario/check-topology.ts'
import { shellWord } from '../words/shell-word.ts'
import { reachFrom } from './reach.ts'
import type { System } from './system.ts'

/** More services than these are not searched for parts that fit: it would take longer than cutting the file. */
const MOST_SEARCHED = 5000
/** So many parts that fit are named. */
const NAMED = 3

/** @throws UnavailableError that says what is the limit, and which services reach few enough others */
export function refuseTooManyServices(system: System, reached: number): void {
  if (reached <= MOST_SERVICES) return
  throw new UnavailableError(
    `the page reaches ${reached} services and databases; an arm holds ${MOST_SERVICES}, since its pods share one /24 of addresses`,
    `${partsThatFit(system)}; or cut the source: fewer namespaces, fewer traces. Nothing has been written`,
  )
}

/**
 * @param ids services of the page
 * @param callsFrom calls of a page that calls this one service
 * @throws UnavailableError for a page with too many calls, which names services of which a page has fewer
 */
export function refuseTooManyCalls(
  calls: number,
  ids: readonly string[],
  callsFrom: (id: string) => number,
): void {
  if (calls <= MOST_CALLS_PER_PAGE) return
  const parts = ids.map((id) => ({ id, size: callsFrom(id) }))
  throw new UnavailableError(
    `a page has ${Math.round(calls)} calls; at most ${MOST_CALLS_PER_PAGE} can be measured`,
    `${partsText(parts, MOST_CALLS_PER_PAGE, 'calls')}; or cut calls that are made many times for a request. Nothing has been written`,
  )
}

function partsThatFit({ services }: System): string {
  const ids = services.size > MOST_SEARCHED ? [] : [...services.keys()]
  const parts = ids.map((id) => ({ id, size: reachFrom([id], services).ids.size }))
  return partsText(parts, MOST_SERVICES, 'services')
}

/** The largest parts that fit, as flags that can be typed: a name that a terminal cannot show cannot be. */
function partsText(parts: readonly { id: string; size: number }[], most: number, unit: string): string {
  const told = parts
    .filter(({ id, size }) => size > 1 && size <= most && printable(id) === id)
    .toSorted((a, b) => b.size - a.size)
    .slice(0, NAMED)
    .map(({ id, size }) => `--page ${shellWord(id)} (${Math.round(size)} ${unit})`)
  return told.length === 0
    ? '`--page SERVICE` takes a part: one service and what it reaches'
    : `take a part, one service and what it reaches: ${told.join(', ')}`
}

/** What a service and its share of an arm hold at rest: 134 MB of three services in results/sample. Proxies come on top. */
const BYTES_PER_SERVICE = 45e6

/** Bytes that the services of all arms hold at once; arms stay up, frozen, while another one is measured. */
export const memoryOf = (services: number, arms: number): number => services * arms * BYTES_PER_SERVICE
